package io.domainflow.ear;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * What the archives may hold. A library more is a decision: what Payara ships must not be there a
 * second time (platform classes in two places end in LinkageErrors).
 */
class ArchiveContentsIT {

  private static final Set<String> ALLOWED_LIBRARIES =
      Set.of(
          "HdrHistogram",
          "domainflow-migrations",
          "flyway-core",
          "flyway-database-cockroachdb", // flyway-database-postgresql extends its classes
          "flyway-database-postgresql",
          "guava",
          "icu4j",
          "jspecify", // requests are read by its @Nullable
          "postgresql",
          "uuid-creator");

  private static final Path EAR = Path.of(System.getProperty("domainflow.ear"));
  private static final Path WAR = Path.of(System.getProperty("domainflow.war"));

  @Test
  void warHoldsTheEjbJarAndTheAllowedLibrariesOnly() throws IOException {
    Set<String> expected = new TreeSet<>(ALLOWED_LIBRARIES);
    expected.add("domainflow-ejb");
    assertThat(artifacts(entries(WAR), "WEB-INF/lib/")).isEqualTo(expected);
  }

  @Test
  void earSharesTheSameLibrariesAndItsWarHoldsNone() throws IOException {
    List<String> entries = entries(EAR);
    assertThat(artifacts(entries, "lib/")).isEqualTo(new TreeSet<>(ALLOWED_LIBRARIES));
    assertThat(artifacts(entries, "")).containsExactly("domainflow-ejb", "domainflow-web");
    assertThat(warWithinEar().keySet()).noneMatch(name -> name.matches("WEB-INF/lib/.+"));
  }

  @Test
  void warAndEarHoldTheSameClasses() throws IOException {
    Map<String, Long> alone = new TreeMap<>();
    try (ZipFile war = new ZipFile(WAR.toFile())) {
      war.stream()
          .filter(entry -> entry.getName().startsWith("WEB-INF/classes/"))
          .forEach(entry -> alone.put(entry.getName(), entry.getCrc()));
    }
    Map<String, Long> within = warWithinEar();
    within.keySet().removeIf(name -> !name.startsWith("WEB-INF/classes/"));
    assertThat(within).isNotEmpty().isEqualTo(alone);
  }

  private static List<String> entries(Path archive) throws IOException {
    assertThat(Files.size(archive)).isPositive();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  private static Set<String> artifacts(List<String> entries, String folder) {
    return entries.stream()
        .filter(name -> name.startsWith(folder) && name.matches(".*\\.(jar|war)"))
        .map(name -> name.substring(folder.length()))
        .filter(name -> !name.contains("/"))
        .map(name -> name.replaceFirst("-\\d.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Long> warWithinEar() throws IOException {
    try (ZipFile ear = new ZipFile(EAR.toFile())) {
      ZipEntry war =
          ear.stream().filter(entry -> entry.getName().endsWith(".war")).findFirst().orElseThrow();
      return checksums(ear.getInputStream(war).readAllBytes());
    }
  }

  private static Map<String, Long> checksums(byte[] archive) {
    Map<String, Long> checksums = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        zip.readAllBytes(); // The checksum is known after the content only.
        zip.closeEntry();
        checksums.put(entry.getName(), entry.getCrc());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return checksums;
  }
}
