package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseMigrationTest {

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 18, 99})
  void takesServersOfTheOldestSupportedVersionAndNewer(int version) {
    assertThatCode(() -> DatabaseMigration.requireSupported(version)).doesNotThrowAnyException();
  }

  @Test
  void tellsTheOwnerOfAnOlderServerWhatToDo() {
    assertThatThrownBy(() -> DatabaseMigration.requireSupported(14))
        .isInstanceOf(MigrationException.class)
        .hasMessage("PostgreSQL 14 is not supported: upgrade the server to 15 or newer.");
  }
}
