package io.domainflow.web.node;

import io.domainflow.execution.NodeCursor;
import io.domainflow.execution.NodeView;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.json.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Writes where a page of nodes ends: when the node went, if it has, a comma, and its name. */
final class NodeCursorText {

  private static final char SEPARATOR = ',';

  private NodeCursorText() {}

  static String write(NodeView last) {
    Instant goneAt = last.goneAt();
    return (goneAt == null ? "" : goneAt.toString()) + SEPARATOR + last.node();
  }

  /** The place that {@code text} names, empty if it is none. */
  static Optional<NodeCursor> read(String text) {
    int end = text.indexOf(SEPARATOR);
    if (end < 0 || Text.fault(text) != null) {
      return Optional.empty();
    }
    String node = text.substring(end + 1);
    if (end == 0) {
      return Optional.of(new NodeCursor(null, node));
    }
    try {
      return Optional.of(Instant.parse(text.substring(0, end)))
          .filter(QueryParameters::isMoment)
          .map(goneAt -> new NodeCursor(goneAt, node));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
