/**
 * What every node does from time to time beside its work: an end to what is too old. Features bring
 * their tasks along; this package uses none of them.
 */
@NullMarked
package io.domainflow.upkeep;

import org.jspecify.annotations.NullMarked;
