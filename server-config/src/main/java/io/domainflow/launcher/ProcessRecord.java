package io.domainflow.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it is remembered in a file. A process id alone is used again by the system sooner or
 * later; together with the start it names one process.
 */
record ProcessRecord(long processId, Instant start) {

  /** The record of a running process; empty if the system does not tell its start. */
  static Optional<ProcessRecord> of(ProcessHandle process) {
    return process.info().startInstant().map(start -> new ProcessRecord(process.pid(), start));
  }

  /** Reads a record; empty if there is none, or a broken one. */
  static Optional<ProcessRecord> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ", -1);
    try {
      return words.length == 2
          ? Optional.of(new ProcessRecord(Long.parseLong(words[0]), Instant.parse(words[1])))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException broken) {
      return Optional.empty();
    }
  }

  /** Writes the record; a reader sees the old one or all of the new one. */
  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, processId + " " + start + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The process, if it still lives. */
  Optional<ProcessHandle> living() {
    return ProcessHandle.of(processId)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().equals(Optional.of(start)));
  }
}
