package io.domainflow.metrics.statistics;

import io.domainflow.database.Database;
import java.time.Clock;

/** Queries without a container. */
public final class QueriesOutsideContainer {

  private QueriesOutsideContainer() {}

  /** The queries on a database of a test. */
  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  public static StatisticsQueries on(Database database, Clock clock) {
    StatisticsQueries queries = new StatisticsQueries();
    queries.database = database;
    queries.clock = clock;
    return queries;
  }
}
