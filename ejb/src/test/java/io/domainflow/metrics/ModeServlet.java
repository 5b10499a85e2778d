package io.domainflow.metrics;

import io.domainflow.testing.Eventually;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Switches monitoring: {@code ?mode=OFF}. Answers when everything of before is stored, the counts
 * of periods that have not ended included: it is paid for in the round that it belongs to.
 */
@WebServlet("/" + ModeServlet.PATH)
public class ModeServlet extends HttpServlet {

  /** Where it is, below the application. */
  public static final String PATH = "monitoring";

  private static final long serialVersionUID = 1L;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject transient OperationMetrics metrics;
  @Inject transient MetricQueue queue;
  @Inject transient MetricFlusher flusher;
  @Inject transient SelfCost cost;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    metrics.switchTo(MetricsMode.valueOf(request.getParameter("mode")));
    Eventually.within(PATIENCE).holds("all is stored", flusher::storeAll);
    response.setContentType("text/plain");
    response.getWriter().print("dropped " + queue.dropped() + ", shed " + cost.shed());
  }
}
