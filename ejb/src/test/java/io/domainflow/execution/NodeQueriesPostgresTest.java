package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // No container injects here.
class NodeQueriesPostgresTest {

  private final WorkFixture work = new WorkFixture();
  private final NodeQueries queries = new NodeQueries();

  NodeQueriesPostgresTest() {
    queries.database = work.database;
  }

  @AfterEach
  void close() {
    work.close();
  }

  @Test
  void pagesFollowOneAnotherFromThoseThatWorkToTheFirstThatHasGone() {
    work.nodes.join("zero", "1.0", 4, WorkFixture.LEASE);
    for (String node : List.of("four", "three", "five")) {
      work.nodes.join(node, "1.0", 4, WorkFixture.LEASE);
    }
    work.nodes.leave("three");
    work.nodes.leave("four");
    work.database.update(
        "UPDATE work_nodes SET gone_at = (SELECT max(gone_at) FROM work_nodes) WHERE gone_at IS NOT NULL");
    work.nodes.leave("five");

    List<String> names = new ArrayList<>();
    NodeCursor after = null;
    for (NodeView node = next(after); node != null; node = next(after)) {
      names.add(node.node());
      after = new NodeCursor(node.goneAt(), node.node());
    }
    assertThat(names).containsExactly("one", "two", "zero", "five", "four", "three");
  }

  private @Nullable NodeView next(@Nullable NodeCursor after) {
    return queries.nodes(after, 1).stream().findFirst().orElse(null);
  }
}
