package io.domainflow.web.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.execution.NodeCursor;
import io.domainflow.execution.NodeView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCursorTextTest {

  private static final Instant GONE = Instant.parse("2026-11-23T10:00:00.123456Z");

  private static NodeView node(@Nullable Instant goneAt) {
    return new NodeView(
        "one,two/1", "1.0", goneAt == null, 4, 4, 0, 0, 0, GONE, GONE, GONE, goneAt);
  }

  @Test
  void comesBackAsItWas() {
    assertThat(NodeCursorText.read(NodeCursorText.write(node(null))))
        .contains(new NodeCursor(null, "one,two/1"));
    assertThat(NodeCursorText.read(NodeCursorText.write(node(GONE))))
        .contains(new NodeCursor(GONE, "one,two/1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one", "x,one", "+300000-01-01T00:00:00Z,one", ",a\0b"})
  void isRefusedWhenItIsNone(String text) {
    assertThat(NodeCursorText.read(text)).isEmpty();
  }
}
