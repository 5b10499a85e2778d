package io.domainflow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages that can be taken in at a glance: what has grown beyond that gets packages below it. */
class PackageSizeTest {

  private static final Path ROOT = Path.of("..");
  private static final Path BASE = Path.of("io", "domainflow");
  private static final long MOST_FILES = 25;

  /** A feature, and a concern of it. */
  private static final int DEEPEST = 2;

  static Stream<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .flatMap(
              module ->
                  Stream.of("main", "test")
                      .map(kind -> module.resolve("src").resolve(kind).resolve("java")))
          .filter(Files::isDirectory)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void noPackageHasMoreThanTwentyFiveFiles(Path sources) throws IOException {
    assertThat(filesByPackage(sources))
        .allSatisfy((name, files) -> assertThat(files).isLessThanOrEqualTo(MOST_FILES));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void noPackageLiesDeeperThanAConcernOfAFeature(Path sources) throws IOException {
    assertThat(filesByPackage(sources).keySet())
        .allSatisfy(
            name -> assertThat(BASE.relativize(name).getNameCount()).isLessThanOrEqualTo(DEEPEST));
  }

  @Test
  void theSourcesOfThisModuleAreAmongThem() throws IOException {
    assertThat(sources())
        .contains(ROOT.resolve("ejb/src/main/java"), ROOT.resolve("ejb/src/test/java"));
  }

  private static Map<Path, Long> filesByPackage(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(groupingBy(file -> sources.relativize(file).getParent(), counting()));
    }
  }
}
