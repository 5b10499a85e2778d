package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.launcher.settings.DirectoryLock;
import io.domainflow.launcher.settings.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private final Faults faults = new Faults();

  private final Path temporary;

  DataDirectoryTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void isCreatedForItsUserAlone() throws IOException {
    Path path = temporary.resolve("a/b");
    assertThat(new DataDirectory(path).prepare(faults)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwx------");
  }

  /** The common directory of several nodes may hold an embedded database later. */
  @Test
  void isCreatedWithAPrivateParentIfThatIsMissing() throws IOException {
    Path parent = temporary.resolve("common");
    assertThat(new DataDirectory(parent.resolve("node-1")).prepare(faults)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
        .isEqualTo("rwx------");
  }

  @Test
  void leavesTheRightsOfADirectoryThatWasThereAlone() throws IOException {
    Path parent = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(new DataDirectory(parent.resolve("node-1")).prepare(faults)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void cannotBeAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(new DataDirectory(file).prepare(faults)).isFalse();
    assertThat(faults.lines())
        .containsExactly(
            "The data directory "
                + file
                + " cannot be used, as "
                + file
                + " is no directory: set DOMAINFLOW_DATA_DIR to a directory.");
  }

  @Test
  void cannotLieBelowAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(new DataDirectory(file.resolve("data")).prepare(faults)).isFalse();
    assertThat(faults.lines()).hasSize(1);
  }

  @Nested
  class Lock {

    @Test
    void isHeldByOneOnly() throws IOException {
      Path file = temporary.resolve("lock");
      try (DirectoryLock first = DirectoryLock.tryLock(file).orElseThrow()) {
        assertThat(first).isNotNull();
        assertThat(DirectoryLock.tryLock(file)).isEmpty();
      }
    }

    @Test
    void isFreeAfterItsHolder() throws IOException {
      Path file = temporary.resolve("lock");
      DirectoryLock.tryLock(file).orElseThrow().close();
      try (DirectoryLock second = DirectoryLock.tryLock(file).orElseThrow()) {
        assertThat(second).isNotNull();
      }
    }
  }

  @Nested
  class Password {

    private final PasswordFile file = new PasswordFile(temporary.resolve("password"));

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
      file.generate();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
          .isEqualTo("rw-------");
    }

    @Test
    void isNeverTheSame() throws IOException {
      file.generate();
      String first = file.read();
      file.generate();
      assertThat(file.read()).matches("[0-9a-f]{32}").isNotEqualTo(first);
    }
  }

  @Nested
  class RecordedProcess {

    private final Path file = temporary.resolve("process");

    @Test
    void isFoundAgain() throws IOException {
      ProcessRecord.of(ProcessHandle.current()).orElseThrow().write(file);
      assertThat(ProcessRecord.read(file).flatMap(ProcessRecord::living))
          .contains(ProcessHandle.current());
    }

    @Test
    void isNotAnotherOneWithTheSameId() {
      long processId = ProcessHandle.current().pid();
      assertThat(new ProcessRecord(processId, Instant.EPOCH).living()).isEmpty();
    }

    @Test
    void isForgottenWhenTheFileIsBroken() throws IOException {
      Files.writeString(file, "12 yester");
      assertThat(ProcessRecord.read(file)).isEqualTo(Optional.empty());
    }

    @Test
    void isNoneWithoutAFile() throws IOException {
      assertThat(ProcessRecord.read(file)).isEmpty();
    }
  }

  @Nested
  class Database {

    @Test
    void ofAnotherMajorVersionIsRefused() throws IOException {
      Files.writeString(temporary.resolve("PG_VERSION"), "14\n");
      PostgresCluster.checkVersion(temporary, 18, faults);
      assertThat(faults.lines())
          .singleElement()
          .asString()
          .contains("was written by PostgreSQL 14, and this is PostgreSQL 18");
    }

    @Test
    void ofThisMajorVersionIsAccepted() throws IOException {
      Files.writeString(temporary.resolve("PG_VERSION"), "18\n");
      PostgresCluster.checkVersion(temporary, 18, faults);
      assertThat(faults.isEmpty()).isTrue();
    }

    @Test
    void losesTheProcessFileOfAServerWhoseIdSomethingElseHas() throws IOException {
      Path file = temporary.resolve("postmaster.pid");
      Files.writeString(file, ProcessHandle.current().pid() + "\n" + temporary + "\n");
      PostgresTools tools = new PostgresTools(temporary, temporary.resolve("log"));
      try (PostgresServer server = new PostgresServer(temporary, tools)) {
        assertThat(server.running()).isEmpty();
      }
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void losesHalfUnpackedProgramsAndKeepsWholeOnes() throws IOException {
    Files.createDirectories(temporary.resolve("18.6.0.unfinished/bin"));
    Files.createFile(temporary.resolve("18.6.0.unfinished/bin/postgres"));
    Files.createDirectories(temporary.resolve("18.6.0"));
    assertThat(new PostgresBinaries(temporary, "18.6.0").directory())
        .isEqualTo(temporary.resolve("18.6.0"));
    assertThat(temporary.resolve("18.6.0.unfinished")).doesNotExist();
  }
}
