package io.domainflow.web.transaction;

import io.domainflow.metrics.TransactionFilter;
import io.domainflow.metrics.TransactionHistory;
import io.domainflow.metrics.running.RunningQueries;
import io.domainflow.metrics.statistics.ConflictQueries;
import io.domainflow.metrics.statistics.StatisticsQueries;
import io.domainflow.web.Page;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Transactions: those that were recorded, figures of them, and those that run. */
@Path("transactions")
@Tag(name = "Transactions")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class TransactionsResource {

  private static final Range LIMIT = new Range(1, 200, 50);

  @Inject TransactionHistory history;
  @Inject StatisticsQueries statistics;
  @Inject ConflictQueries conflicts;
  @Inject RunningQueries running;
  @Inject Clock clock;

  /** The recorded transactions, the latest first. */
  @GET
  @Operation(summary = "List recorded transactions")
  public Page<TransactionAnswer> list(
      @QueryParam("operation") @Nullable String operation,
      @QueryParam("campaign") @Nullable String campaign,
      @QueryParam("success") @Nullable String success,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    TransactionFilter filter =
        new TransactionListing(operation, campaign, success, from, to, limit, cursor).filter();
    return Page.of(
        history.list(filter),
        filter.limit() - 1,
        TransactionAnswer::of,
        last -> TransactionListing.cursor(last.endedAt(), last.id()));
  }

  /** How many, how often in vain, and how long they took. */
  @GET
  @Path("stats")
  @Operation(summary = "Count transactions by operation and bucket of time")
  public Page<StatisticsAnswer> statistics(
      @QueryParam("operation") @Nullable String operation,
      @QueryParam("campaign") @Nullable String campaign,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("bucket") @Nullable String bucket) {
    StatisticsRequest request = new StatisticsRequest(operation, campaign, from, to, bucket);
    return whole(
        statistics.statistics(request.query(clock.instant())).stream()
            .map(StatisticsAnswer::of)
            .toList());
  }

  /** What was lost to attempts that were rolled back, the most expensive first. */
  @GET
  @Path("conflicts")
  @Operation(summary = "Tell what attempts that were rolled back have cost")
  public Page<ConflictAnswer> conflicts(
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable String limit) {
    QueryParameters query = new QueryParameters();
    Instant end = Optional.ofNullable(query.moment("to", to)).orElseGet(clock::instant);
    Instant begin =
        Optional.ofNullable(query.moment("from", from))
            .orElseGet(() -> end.minus(Duration.ofDays(1)));
    int most = (int) query.wholeNumber("limit", limit, LIMIT);
    query.check();
    return whole(conflicts.costs(begin, end, most).stream().map(ConflictAnswer::of).toList());
  }

  /** What runs now, with what waits for it. */
  @GET
  @Path("active")
  @Operation(summary = "Show the transactions that run, and who waits for whom")
  public Page<RunningAnswer> active() {
    return whole(running.running().stream().map(RunningAnswer::of).toList());
  }

  private static <T extends Record> Page<T> whole(List<T> items) {
    return new Page<>(items, null);
  }
}
