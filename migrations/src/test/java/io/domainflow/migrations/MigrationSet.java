package io.domainflow.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The migrations in one folder of the class path, in their order.
 *
 * @param folder the folder, without the scheme
 */
record MigrationSet(String folder, List<Script> scripts) {

  private static final Pattern NAME = Pattern.compile("V(\\d{3})__([a-z0-9_]+)\\.sql");

  /**
   * A migration.
   *
   * @param up what Flyway applies
   * @param down what undoes it
   * @param fill rows for the tables that it made; empty if it made none
   */
  record Script(int number, String name, String up, String down, String fill) {

    /** As Flyway's table has it. */
    String version() {
      return "%03d".formatted(number);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  MigrationSet {
    scripts = List.copyOf(scripts);
  }

  /** The product's own; without any script as long as there is none. */
  static MigrationSet product() {
    return read(DatabaseMigration.LOCATION.substring("classpath:".length()), "fill");
  }

  /** A small set for tests of these tests. */
  static MigrationSet sample(String name) {
    return read("samples/" + name, "samples/" + name + "/fill");
  }

  /** All sets that have to keep the rules. */
  static Stream<MigrationSet> all() {
    return Stream.of(product(), sample("good"));
  }

  /** As Flyway wants it. */
  String location() {
    return "classpath:" + folder;
  }

  /** SQL files in the folder that are no migration: Flyway ignores them without a word. */
  List<String> strangers() {
    return files(path(folder))
        .map(MigrationSet::fileName)
        .filter(name -> name.endsWith(".sql") && !isScript(name))
        .toList();
  }

  /** The rollback scripts that belong to no migration. */
  List<String> strayRollbacks() {
    return files(path(folder + "/rollback"))
        .map(MigrationSet::fileName)
        .filter(name -> scripts.stream().noneMatch(script -> isRollbackOf(name, script.number())))
        .toList();
  }

  @Override
  public String toString() {
    return folder;
  }

  private static MigrationSet read(String folder, String fillFolder) {
    List<Script> scripts =
        files(path(folder))
            .filter(file -> isScript(fileName(file)))
            .map(file -> script(file, path(folder + "/rollback"), path(fillFolder)))
            .toList();
    return new MigrationSet(folder, scripts);
  }

  private static boolean isScript(String name) {
    return NAME.matcher(name).matches();
  }

  private static boolean isRollbackOf(String fileName, int number) {
    return fileName.matches("%03d_rollback_[a-z0-9_]+\\.sql".formatted(number));
  }

  private static Script script(Path file, @Nullable Path rollbacks, @Nullable Path fills) {
    String name = fileName(file);
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name);
    }
    int number = Integer.parseInt(matcher.group(1));
    List<Path> down =
        files(rollbacks).filter(path -> isRollbackOf(fileName(path), number)).toList();
    if (down.size() != 1) {
      throw new AssertionError(name + " needs one rollback script, and has " + down);
    }
    String fillName = "%03d.sql".formatted(number);
    Optional<Path> fill = files(fills).filter(path -> fileName(path).equals(fillName)).findFirst();
    return new Script(
        number, name, text(file), text(down.get(0)), fill.map(MigrationSet::text).orElse(""));
  }

  private static Stream<Path> files(@Nullable Path directory) {
    if (directory == null) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isRegularFile).sorted().toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static @Nullable Path path(String resource) {
    // Several roots of the class path may have the folder; the one with .sql files counts.
    try {
      for (URL url : MigrationSet.class.getClassLoader().resources(resource).toList()) {
        Path path = Path.of(url.toURI());
        if (files(path).anyMatch(file -> fileName(file).endsWith(".sql"))) {
          return path;
        }
      }
      return null;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
