/**
 * What runs at this moment, and who waits for whom. May use {@code transaction}, {@code database}.
 */
@NullMarked
package io.domainflow.metrics.running;

import org.jspecify.annotations.NullMarked;
