package io.domainflow.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last node of a page; the next page begins after it.
 *
 * @param goneAt when it stopped or was declared gone; null if it had not
 */
public record NodeCursor(@Nullable Instant goneAt, String node) {}
