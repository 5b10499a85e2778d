package io.domainflow.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents link to is there: above all the tests of the guarantees. */
class DocumentLinksTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)[^)]*\\)");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
      return Stream.concat(
          Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/configuration.md")
              .map(ROOT::resolve),
          decisions.toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkHasItsTarget(Path document) throws IOException {
    List<Path> missing =
        LINK.matcher(Files.readString(document))
            .results()
            .map(link -> document.resolveSibling(link.group(1)))
            .filter(Files::notExists)
            .toList();
    assertThat(missing).isEmpty();
  }
}
