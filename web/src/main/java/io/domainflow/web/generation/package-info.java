/** The resources of generated names. May use web, web.json, campaign and generation. */
@NullMarked
package io.domainflow.web.generation;

import org.jspecify.annotations.NullMarked;
