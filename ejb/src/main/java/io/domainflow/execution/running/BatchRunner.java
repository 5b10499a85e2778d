package io.domainflow.execution.running;

import io.domainflow.CampaignId;
import io.domainflow.DomainflowException;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchLedger;
import io.domainflow.execution.Bundle;
import io.domainflow.execution.Finished;
import io.domainflow.execution.RecordOutcome;
import io.domainflow.execution.Recording;
import io.domainflow.execution.WorkHandler;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes claimed batches to their end: does the work without a transaction, records it in one
 * together with what else of the campaign is finished, and when either fails for a reason of its
 * own gives the batch back or, after its last attempt, fails it. What is nobody's fault is waited
 * for: results are not thrown away because the database is away, slow or busy.
 */
@ApplicationScoped
class BatchRunner {

  private static final Logger LOGGER = Logger.getLogger(BatchRunner.class.getName());

  /** What people read of a failure; the log has all of it. */
  private static final int LONGEST_ERROR = 2_000;

  @Inject WorkHandler handler;

  @Inject BatchLedger ledger;

  @Inject WorkMetrics metrics;

  private final RecordQueues queues = new RecordQueues();
  private final Stalls stalls = new Stalls();

  /**
   * What all batches of this node have in common.
   *
   * @param name under which the node works at present
   */
  record Work(
      Supplier<String> name, RetryPolicy policy, Patience.Limits limits, InFlight inFlight) {

    String node() {
      return name.get();
    }

    Patience patience() {
      return new Patience(limits);
    }

    /** For what is not tried again at once when it is late. */
    Patience impatience() {
      return new Patience(limits.impatient());
    }
  }

  /** The campaigns that keep workers waiting. */
  Stalls stalls() {
    return stalls;
  }

  /**
   * Does the work of a batch. Whatever happens, and be it that this throws for want of memory,
   * {@code inFlight} has been told if the batch has come to its end.
   *
   * @return what is to be recorded of it; empty if it has come to its end already, because it
   *     failed or the node stops
   */
  Optional<Finished> perform(Batch batch, Work work) {
    if (work.inFlight().isStopped()) {
      work.inFlight().end(batch);
      return Optional.empty();
    }
    try {
      Optional<String> verdict = work.policy().verdict(batch);
      if (verdict.isEmpty()) {
        Recording recording =
            patiently(batch.campaign(), work, work.patience(), () -> handler.perform(batch));
        return Optional.of(new Finished(batch, recording));
      }
      LOGGER.warning(() -> "The " + batch + " is not tried again: " + verdict.get());
      conclude(batch, work, () -> ledger.fail(batch, verdict.get(), work.node()));
    } catch (Throwable failure) { // Whatever a campaign type or the container throws, Errors too.
      settle(batch, failure, work);
    }
    return Optional.empty();
  }

  /**
   * Records batches, those of a campaign together. Never throws; {@code inFlight} is told of each
   * batch that has come to its end, which may be on another worker's thread.
   */
  void record(List<Finished> finished, Work work) {
    queues.add(finished).forEach(campaign -> recordAll(campaign, work));
  }

  /** What is tried at once, and since when it is late. */
  private record Part(Bundle bundle, Patience patience) {

    boolean isSingle() {
      return bundle.batches().size() == 1;
    }

    void forEach(Consumer<Batch> action) {
      bundle.batches().forEach(finished -> action.accept(finished.batch()));
    }
  }

  /** Records what is finished of a campaign, and between its bundles again what was late. */
  private void recordAll(CampaignId campaign, Work work) {
    Deque<Part> late = new ArrayDeque<>();
    try {
      stalls.begin(campaign, System.nanoTime());
      boolean more = true;
      while (more) {
        boolean isLate = !late.isEmpty();
        Optional<Bundle> next = isLate ? queues.poll(campaign) : queues.next(campaign);
        next.ifPresent(bundle -> record(new Part(bundle, work.patience()), late, work));
        if (isLate) {
          record(late.remove(), late, work);
        }
        more = next.isPresent() || isLate;
      }
    } catch (Throwable failure) { // Out of memory, say: others record what comes next.
      late.forEach(part -> part.forEach(work.inFlight()::leave));
      queues.abandon(campaign).forEach(left -> work.inFlight().leave(left.batch()));
    } finally {
      stalls.end();
    }
  }

  /** Records what it can of a bundle, in smaller parts if it has to. */
  private void record(Part bundle, Deque<Part> late, Work work) {
    Deque<Part> parts = new ArrayDeque<>(List.of(bundle));
    try {
      while (!parts.isEmpty()) {
        Part part = parts.pop();
        try {
          store(part, work);
        } catch (Throwable failure) { // One of them may be at fault: the others need not suffer.
          if (isGivenUp(failure, work)) {
            part.forEach(work.inFlight()::end);
          } else if (!part.isSingle()) {
            part.bundle().halves().forEach(half -> parts.push(new Part(half, work.patience())));
          } else if (part.patience().lasts(failure, System.nanoTime())) {
            late.add(part);
          } else {
            settle(part.bundle().batches().get(0).batch(), failure, work);
            stalls.advance(part.bundle().campaign(), System.nanoTime());
          }
        }
      }
    } finally { // There are none, unless there was not even the memory to go on.
      parts.forEach(part -> part.forEach(work.inFlight()::leave));
    }
  }

  private void store(Part part, Work work) {
    Bundle bundle = part.bundle();
    RecordOutcome outcome;
    try {
      outcome =
          patiently(
              bundle.campaign(), work, work.impatience(), () -> ledger.record(bundle, work.node()));
    } catch (RuntimeException failure) { // Alone or in halves, after a pause if it was late.
      if (Fault.of(failure) == Fault.LATENESS) {
        pause(work);
      }
      throw failure;
    }
    part.forEach(work.inFlight()::end);
    stalls.advance(bundle.campaign(), System.nanoTime());
    account(bundle, outcome, work);
  }

  /** They are recorded, so nothing of this may make it seem that they were not. */
  private void account(Bundle bundle, RecordOutcome outcome, Work work) {
    try {
      metrics.recorded(outcome.recorded());
      metrics.refused(outcome.refused());
      if (outcome.refused() > 0) {
        LOGGER.info(
            () ->
                ("Of campaign %s %d batches were recorded; the claims of %d were lost,"
                        + " and nothing of them was.")
                    .formatted(bundle.campaign(), outcome.recorded(), outcome.refused()));
      }
      if (outcome.missing() > 0) {
        shorten(bundle.campaign(), work);
      }
    } catch (Throwable failure) { // The next batch that is missed cuts the plan off.
      LOGGER.log(
          Level.WARNING,
          failure,
          () -> "The rest of campaign " + bundle.campaign() + " could not be cut off.");
    }
  }

  private void shorten(CampaignId campaign, Work work) {
    patiently(
        campaign,
        work,
        work.patience(),
        () -> {
          ledger.shorten(campaign, work.node());
          return campaign;
        });
  }

  private void settle(Batch batch, Throwable failure, Work work) {
    if (isGivenUp(failure, work)) {
      work.inFlight().end(batch);
      return;
    }
    try {
      metrics.failed();
      LOGGER.log(Level.WARNING, failure, () -> "The " + batch + " failed: " + describe(failure));
    } finally { // Words may lack memory.
      conclude(batch, work, () -> giveBackOrFail(batch, describe(failure), work));
    }
  }

  /** What a node that stops could not wait for is no failure of its batches. */
  private static boolean isGivenUp(Throwable failure, Work work) {
    return work.inFlight().isStopped() && Fault.of(failure) != Fault.OWN;
  }

  private void giveBackOrFail(Batch batch, String error, Work work) {
    if (work.policy().retries(batch.trial())) {
      Duration delay = work.policy().delayAfter(batch.trial(), ThreadLocalRandom.current());
      ledger.postpone(batch, error, delay, work.node());
    } else {
      ledger.fail(batch, error, work.node());
    }
  }

  /** Ends a batch that has no result. */
  private void conclude(Batch batch, Work work, Runnable ending) {
    try {
      patiently(
          batch.campaign(),
          work,
          work.patience(),
          () -> {
            ending.run();
            return batch;
          });
      work.inFlight().end(batch);
    } catch (Throwable unrecorded) { // It is given back by whoever finds it unknown.
      work.inFlight().leave(batch);
      LOGGER.log(
          Level.WARNING, unrecorded, () -> "The failure of " + batch + " could not be recorded.");
    }
  }

  /** Tries again for as long as patience lasts, until this node stops. */
  private <T> T patiently(CampaignId campaign, Work work, Patience patience, Supplier<T> action) {
    boolean told = false;
    boolean first = false;
    try {
      while (true) {
        try {
          return action.get();
        } catch (RuntimeException failure) { // What passes is tried again, the rest thrown on.
          long now = System.nanoTime();
          first = stalls.begin(campaign, now) || first;
          if (!patience.lasts(failure, now) || !pause(work)) {
            throw failure;
          }
          if (!told) {
            LOGGER.warning(
                () -> "The database keeps campaign " + campaign + " waiting: " + describe(failure));
            told = true;
          }
        }
      }
    } finally {
      if (first) {
        stalls.end();
      }
    }
  }

  private static boolean pause(Work work) {
    try {
      return work.inFlight().pause(work.limits().pause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The innermost words that people can act on; containers wrap them several times. In a form that
   * PostgreSQL can store.
   */
  static String describe(Throwable failure) {
    Throwable current = failure;
    while (current instanceof EJBException && current.getCause() != null) {
      current = current.getCause();
    }
    String words =
        current instanceof DomainflowException
            ? String.valueOf(current.getMessage())
            : current.toString();
    return words.substring(0, Math.min(words.length(), LONGEST_ERROR)).replace('\0', '?');
  }
}
