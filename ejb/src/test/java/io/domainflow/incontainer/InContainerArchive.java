package io.domainflow.incontainer;

import io.domainflow.DomainflowException;
import io.domainflow.migrations.DatabaseMigration;
import io.domainflow.witness.OtherSession;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Builds the WAR of a test inside the container as the product's is built: the EJB module and the
 * migrations as libraries, with their own {@code persistence.xml}, and the libraries that they use.
 * To these comes the package of the test.
 */
public final class InContainerArchive {

  /** The run-time dependencies of the module by file name, and what the tests themselves need. */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(flyway-|HdrHistogram-|postgresql-|uuid-creator-|guava-|icu4j-|jspecify-|assertj-core-|byte-buddy-).*\\.jar");

  /** Tests outside the container stay outside: their libraries are not there. */
  private static final Pattern OUTSIDE = Pattern.compile(".*Test(\\$.*)?\\.class");

  private InContainerArchive() {}

  /** The archive for {@code test}; more may be added to it. */
  public static WebArchive of(Class<?> test) {
    return of(test, module("domainflow-ejb.jar", DomainflowException.class));
  }

  /** The same without the beans that work by themselves: only the test changes anything. */
  public static WebArchive withoutDispatcher(Class<?> test) {
    JavaArchive ejb = module("domainflow-ejb.jar", DomainflowException.class);
    remove(ejb, "/io/domainflow/execution/running/WorkDispatcher.class");
    remove(ejb, "/io/domainflow/upkeep/Upkeep.class");
    return of(test, ejb);
  }

  private static void remove(JavaArchive ejb, String bean) {
    ArchivePath path = ArchivePaths.create(bean);
    if (ejb.delete(path) == null) {
      throw new IllegalStateException("there is no " + path.get());
    }
  }

  private static WebArchive of(Class<?> test, JavaArchive ejb) {
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, test.getSimpleName() + ".war")
            .addAsLibraries(ejb, module("domainflow-migrations.jar", DatabaseMigration.class))
            .addAsLibraries(libraries())
            .addPackage(OtherSession.class.getPackage())
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    addPackageOf(test, archive);
    return archive;
  }

  /** The same without monitoring either: every statement is the test's own. */
  public static WebArchive quiet(Class<?> test) {
    return withoutDispatcher(test)
        .add(new StringAsset("-Ddomainflow.metrics.mode=off"), PayaraMicroContainer.JVM_OPTIONS);
  }

  /** A module of DomainFlow: a jar once it is packaged, a directory before. */
  private static JavaArchive module(String name, Class<?> anchor) {
    File origin = origin(anchor).toFile();
    JavaArchive archive = ShrinkWrap.create(JavaArchive.class, name);
    if (origin.isDirectory()) {
      archive.as(ExplodedImporter.class).importDirectory(origin);
    } else {
      archive.as(ZipImporter.class).importFrom(origin);
    }
    return archive;
  }

  private static File[] libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(File::new)
        .filter(file -> LIBRARY.matcher(file.getName()).matches())
        .toArray(File[]::new);
  }

  /** Only what lies beside the test: the main classes of the same package come with the module. */
  private static void addPackageOf(Class<?> test, WebArchive archive) {
    Path root = origin(test);
    Path folder = root.resolve(test.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !OUTSIDE.matcher(file.toString()).matches())
          .forEach(file -> archive.addAsResource(file.toFile(), root.relativize(file).toString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
