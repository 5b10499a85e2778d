/** Campaigns that work on the results of others, with a type that passes names through. */
@NullMarked
package io.domainflow.pipeline;

import org.jspecify.annotations.NullMarked;
