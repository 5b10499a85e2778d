package io.domainflow.web.transaction;

import io.domainflow.metrics.TransactionFilter;
import io.domainflow.metrics.TransactionFilter.Position;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The query parameters of the list of transactions, as they were sent. */
record TransactionListing(
    @Nullable String operation,
    @Nullable String campaign,
    @Nullable String success,
    @Nullable String from,
    @Nullable String to,
    @Nullable String limit,
    @Nullable String cursor) {

  private static final Range LIMIT = new Range(1, 200, 50);

  private static final Map<String, Boolean> TRUTH = Map.of("true", true, "false", false);

  private static final String SEPARATOR = "_";

  /**
   * What to look for; one transaction more than the page holds.
   *
   * @throws io.domainflow.InvalidRequestException naming every invalid parameter
   */
  TransactionFilter filter() {
    QueryParameters query = new QueryParameters();
    TransactionFilter filter =
        new TransactionFilter(
            query.text("operation", operation),
            query.campaign("campaign", campaign),
            query.choice("success", success, TRUTH),
            query.moment("from", from),
            query.moment("to", to),
            after(query),
            (int) query.wholeNumber("limit", limit, LIMIT) + 1);
    query.check();
    return filter;
  }

  /** Where the page behind a transaction begins. */
  static String cursor(Instant endedAt, UUID id) {
    return endedAt + SEPARATOR + id;
  }

  private @Nullable Position after(QueryParameters query) {
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts = cursor.split(SEPARATOR, 2);
      Position position =
          new Position(Instant.parse(parts[0]), UUID.fromString(parts[parts.length - 1]));
      if (QueryParameters.isMoment(position.endedAt())
          && cursor(position.endedAt(), position.id()).equals(cursor)) {
        return position;
      }
    } catch (DateTimeException | IllegalArgumentException notOne) {
      // Reported below, as is one that was written in another way.
    }
    query.refuse("cursor", "must be the next of a page");
    return null;
  }
}
