package io.domainflow.testing;

import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a database of its own, shared by its methods and nested classes:
 *
 * <pre>{@code
 * @RegisterExtension static final DatabaseExtension DATABASE = DatabaseExtension.migrated();
 * }</pre>
 */
public final class DatabaseExtension implements BeforeAllCallback, AfterAllCallback {

  private final Supplier<TestDatabase> factory;
  private @Nullable TestDatabase database;
  private int depth;

  private DatabaseExtension(Supplier<TestDatabase> factory) {
    this.factory = factory;
  }

  /** A database without any table. */
  public static DatabaseExtension empty() {
    return new DatabaseExtension(TestDatabase::create);
  }

  /** A database with the schema of this version. */
  public static DatabaseExtension migrated() {
    return new DatabaseExtension(TestDatabase::createMigrated);
  }

  /** The database; from the first {@code @BeforeAll} to the last {@code @AfterAll} of the class. */
  public TestDatabase database() {
    return Objects.requireNonNull(database, "no test of the class is running");
  }

  /** The database's {@link TestDatabase#dataSource()}. */
  public DataSource dataSource() {
    return database().dataSource();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (depth++ == 0) {
      database = factory.get();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--depth == 0) {
      database().close();
      database = null;
    }
  }
}
