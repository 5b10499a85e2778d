package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.domainflow.migrations.MigrationSet#all")
record MigrationScriptsTest(MigrationSet migrations) {

  /** The plan calls transaction monitoring 006; there is no 005, and there must never be one. */
  private static final int SKIPPED = 5;

  @Test
  void areNumberedWithoutGaps() {
    List<Integer> numbers = migrations.scripts().stream().map(MigrationSet.Script::number).toList();
    int last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    List<Integer> expected =
        IntStream.rangeClosed(1, last).filter(number -> number != SKIPPED).boxed().toList();
    assertThat(numbers).isEqualTo(expected);
  }

  @Test
  void areTheOnlyFilesOfTheirFolder() {
    assertThat(migrations.strangers()).isEmpty();
  }

  @Test
  void haveNoRollbackWithoutMigration() {
    assertThat(migrations.strayRollbacks()).isEmpty();
  }
}
