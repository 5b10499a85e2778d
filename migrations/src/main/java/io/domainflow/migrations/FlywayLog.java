package io.domainflow.migrations;

import java.lang.System.Logger.Level;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/**
 * Keeps Flyway's account of each step out of the log unless DEBUG is on. Its errors are at DEBUG as
 * well: each also ends in an exception, which is reported once. Flyway creates it by name.
 */
public final class FlywayLog implements LogCreator, Log {

  private static final System.Logger LOGGER = System.getLogger("io.domainflow.migrations");

  @Override
  public Log createLogger(Class<?> origin) {
    return this;
  }

  @Override
  public void debug(String message) {
    LOGGER.log(Level.TRACE, message);
  }

  @Override
  public void info(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void notice(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void warn(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  @Override
  public void error(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void error(String message, Exception failure) {
    LOGGER.log(Level.DEBUG, message, failure);
  }
}
