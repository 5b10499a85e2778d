/**
 * The campaign type that generates domain names from a pattern. May use {@code
 * generation.definition}, campaign, execution, database and config.
 */
@NullMarked
package io.domainflow.generation;

import org.jspecify.annotations.NullMarked;
