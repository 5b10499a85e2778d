/** The resources of monitoring. May use web, web.json and metrics. */
@NullMarked
package io.domainflow.web.transaction;

import org.jspecify.annotations.NullMarked;
