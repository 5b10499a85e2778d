package io.domainflow.execution.benchmark;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.state.Control;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;

/**
 * {@code POST ?batches=N} creates an empty campaign and answers its id; {@code POST ?start=ID}
 * starts it and answers when it was asked to.
 */
@WebServlet("/" + ExecutionServlet.PATH)
public class ExecutionServlet extends HttpServlet {

  static final String PATH = "execution";

  private static final String ACTOR = "benchmark";
  private static final long serialVersionUID = 1L;

  @Inject transient CampaignOrchestrator orchestrator;

  @Inject transient EmptyCampaigns type;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    String start = request.getParameter("start");
    response
        .getWriter()
        .print(start == null ? create(request) : start(CampaignId.parse(start).orElseThrow()));
  }

  private CampaignId create(HttpServletRequest request) {
    long batches = Long.parseLong(request.getParameter("batches"));
    CampaignRequest<EmptyCampaigns.Definition> campaign =
        CampaignRequest.of("benchmark", type, new EmptyCampaigns.Definition(batches));
    return orchestrator.create(campaign, ACTOR).id();
  }

  private Instant start(CampaignId id) {
    Instant asked = Instant.now();
    orchestrator.start(id, Control.by(ACTOR));
    return asked;
  }
}
