/** The nodes that work, over HTTP. */
@NullMarked
package io.domainflow.web.node;

import org.jspecify.annotations.NullMarked;
