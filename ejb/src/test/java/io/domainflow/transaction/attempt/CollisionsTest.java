package io.domainflow.transaction.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The texts are those of PostgreSQL 18's deadlock report (deadlock.c). */
class CollisionsTest {

  @Test
  void transactionsAndRelationsAreNoProcesses() {
    assertThat(
            Collisions.processes(
                """
                Process 71 waits for ShareLock on transaction 72; blocked by process 73.
                Process 73 waits for ExclusiveLock on tuple (0,74) of relation 75 of database 76; \
                blocked by process 71."""))
        .containsExactly(71, 73);
  }

  @Test
  void aNumberThatIsLongerThanAnyProcessIsSkipped() {
    assertThat(
            Collisions.processes(
                "Process 71 waits for ShareLock on transaction 4294967295; blocked by process 73."))
        .containsExactly(71, 73);
  }

  @Test
  void theLanguageOfTheServerDoesNotMatter() {
    assertThat(
            Collisions.processes(
                "Prozess 71 wartet auf ShareLock-Sperre auf Transaktion 72; blockiert von Prozess 73."))
        .containsExactly(71, 73);
  }

  @Test
  void whatIsNoReportNamesNobody() {
    assertThat(Collisions.processes("")).isEmpty();
    assertThat(Collisions.processes("Key (id)=(7) already exists.")).isEmpty();
  }
}
