package io.domainflow.database;

import javax.sql.DataSource;

/** SQL outside a container: each statement commits by itself. */
public final class DatabaseOutsideContainer {

  private DatabaseOutsideContainer() {}

  /** A {@link Database} on a data source of a test. */
  public static Database on(DataSource dataSource) {
    Database database = new Database();
    database.dataSource = dataSource;
    return database;
  }
}
