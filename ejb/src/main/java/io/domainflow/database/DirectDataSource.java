package io.domainflow.database;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that no pool knows: before it is there, and after it has gone. */
final class DirectDataSource {

  /** A server that does not answer must not hold the end of the application up for ever. */
  private static final int PATIENCE_SECONDS = 10;

  private static final String LIMITS = "-c lock_timeout=1s -c statement_timeout=5s";

  private DirectDataSource() {}

  /** For migrations, which may take any time. */
  static DataSource patient(Configuration configuration) {
    return of(configuration);
  }

  /** For what has to be stored at the end. */
  static DataSource hurried(Configuration configuration) {
    PGSimpleDataSource direct = of(configuration);
    direct.setConnectTimeout(PATIENCE_SECONDS);
    direct.setSocketTimeout(PATIENCE_SECONDS);
    direct.setOptions(LIMITS);
    return direct;
  }

  private static PGSimpleDataSource of(Configuration configuration) {
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(configuration.find(Settings.DB_URL).orElseThrow());
    configuration.find(Settings.DB_USER).ifPresent(direct::setUser);
    configuration.find(Settings.DB_PASSWORD).ifPresent(direct::setPassword);
    return direct;
  }
}
