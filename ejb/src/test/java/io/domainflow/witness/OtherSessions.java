package io.domainflow.witness;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens {@link OtherSession}s. */
@ApplicationScoped
public class OtherSessions {

  @Inject Configuration configuration;

  /** A session of its own; the caller closes it. */
  public OtherSession open() {
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(configuration.find(Settings.DB_URL).orElseThrow());
    configuration.find(Settings.DB_USER).ifPresent(direct::setUser);
    configuration.find(Settings.DB_PASSWORD).ifPresent(direct::setPassword);
    direct.setApplicationName(OtherSession.NAME);
    try {
      return new OtherSession(direct.getConnection());
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
