/**
 * What the kit costs: the operation that creates a campaign, against the same SQL by other means.
 * Servlet and beans are run in the container; the benchmark itself, which drives them over HTTP,
 * and its baselines are run in the JVM of the build.
 */
@NullMarked
package io.domainflow.transaction.benchmark;

import org.jspecify.annotations.NullMarked;
