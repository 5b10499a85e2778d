package io.domainflow.transaction.benchmark;

import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Runs one round in the container: {@code ?contender=NAME&threads=N&operations=N&hash=HASH}. The
 * answer has the nanoseconds of the round in its first line, those of each operation in its second.
 */
@WebServlet("/" + KitServlet.PATH)
public class KitServlet extends HttpServlet {

  static final String PATH = "round";

  /** To ask for the CPU time costs about as much as some of what is measured. */
  static final int CALLS = 1000;

  private static final long serialVersionUID = 1L;

  @Resource transient ManagedThreadFactory threads;

  @Inject transient CampaignOrchestrator orchestrator;

  @Inject transient CampaignTypes types;

  @Inject transient MonitoredCreation monitored;

  @Inject transient PlainCreation plain;

  /** What a round consists of. */
  enum Contender {
    /** {@code create_campaign}, as the API calls it. */
    KIT,
    /** The same SQL in an EJB. */
    PLAIN,
    /** Writes the same rows and fails; measured from the failure to its arrival. */
    ROLLBACK,
    /**
     * {@link #CALLS} operations without SQL as one; measured in CPU time of the thread for each.
     */
    KIT_CPU,
    /**
     * {@link #CALLS} calls of an EJB without SQL as one; measured in CPU time of the thread for
     * each.
     */
    PLAIN_CPU,
    /** As {@link #KIT}, measured in CPU time. */
    KIT_CREATE_CPU,
    /** As {@link #PLAIN}, measured in CPU time. */
    PLAIN_CREATE_CPU
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Contender contender = Contender.valueOf(request.getParameter("contender"));
    Crowd.Run run;
    try {
      run =
          Crowd.run(
              threads,
              Integer.parseInt(request.getParameter("threads")),
              Integer.parseInt(request.getParameter("operations")),
              task(contender, request.getParameter("hash")));
    } catch (Exception failure) { // Of any operation: the round is worth nothing then.
      throw new ServletException(failure);
    }
    response.setContentType("text/plain");
    response
        .getWriter()
        .println(
            run.nanos()
                + "\n"
                + run.measured().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private Crowd.Task task(Contender contender, String hash) {
    CampaignType<?> type = types.find("DOMAIN_GENERATION").orElseThrow();
    return switch (contender) {
      case KIT -> () -> timed(() -> create(type));
      case PLAIN -> () -> timed(() -> plain.create(hash));
      case ROLLBACK -> () -> rollback(type);
      case KIT_CPU -> cpu(monitored::nothing);
      case PLAIN_CPU -> cpu(plain::nothing);
      case KIT_CREATE_CPU -> cpu(() -> create(type));
      case PLAIN_CREATE_CPU -> cpu(() -> plain.create(hash));
    };
  }

  private static long timed(Runnable operation) {
    long begin = System.nanoTime();
    operation.run();
    return System.nanoTime() - begin;
  }

  private <D extends Record> void create(CampaignType<D> type) {
    orchestrator.create(
        CampaignRequest.of(HandWrittenCreation.NAME, type, definition(type)),
        HandWrittenCreation.ACTOR);
  }

  private <D extends Record> long rollback(CampaignType<D> type) {
    AtomicLong thrownAt = new AtomicLong();
    try {
      monitored.fail(type, definition(type), thrownAt);
    } catch (InvalidRequestException expected) {
      return System.nanoTime() - thrownAt.get();
    }
    throw new IllegalStateException("the operation was to fail");
  }

  private static Crowd.Task cpu(Runnable operation) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    return () -> {
      long begin = clock.getCurrentThreadCpuTime();
      for (int call = 0; call < CALLS; call++) {
        operation.run();
      }
      return (clock.getCurrentThreadCpuTime() - begin) / CALLS;
    };
  }

  private static <D extends Record> D definition(CampaignType<D> type) {
    return type.definitionClass()
        .cast(
            new GenerationDefinition(
                GenerationPattern.PREFIX,
                HandWrittenCreation.LENGTH,
                null,
                null,
                HandWrittenCreation.CHARACTERS,
                HandWrittenCreation.CONSTANT,
                List.of(HandWrittenCreation.TLD),
                Long.toString(HandWrittenCreation.COUNT)));
  }
}
