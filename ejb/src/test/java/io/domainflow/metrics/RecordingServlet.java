package io.domainflow.metrics;

import io.domainflow.config.NodeName;
import io.domainflow.database.Database;
import io.domainflow.metrics.upkeep.MetricLedger;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Runs operations in the server, and tells what is recorded of them. */
@WebServlet("/recording/*")
public class RecordingServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject transient Transactions transactions;
  @Inject transient Database database;
  @Inject transient MetricLedger ledger;
  @Inject transient NodeName node;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    String wanted = request.getPathInfo().substring(1);
    response.getWriter().print(answer(wanted, request.getParameter("operation")));
  }

  private String answer(String wanted, String operation) {
    return switch (wanted) {
      case "pid" -> Long.toString(ProcessHandle.current().pid());
      case "write" -> write(operation);
      case "rows" ->
          number(
              "SELECT count(*) AS n FROM transaction_metrics WHERE operation_name = ?", operation);
      case "committed" ->
          number(
              """
              SELECT count(*) AS n FROM transaction_metrics
               WHERE operation_name = ? AND outcome = 'COMMITTED'
              """,
              operation);
      case "counted" ->
          number(
              """
              SELECT coalesce(sum(counted), 0) AS n
                FROM get_transaction_monitoring_differences('-infinity', 'infinity')
               WHERE operation_name = ?
              """,
              operation);
      case "written" -> number("SELECT count(*) AS n FROM written WHERE operation = ?", operation);
      case "repair" -> repair();
      case "recorders" ->
          number(
              """
              SELECT count(*) AS n FROM transaction_recorders
               WHERE node IN (SELECT node FROM transaction_metrics WHERE operation_name = ?)
              """,
              operation);
      case "unrecorded" ->
          number(
              """
              SELECT coalesce(ceil(extract(epoch FROM max(at) - (
                         SELECT max(created_at) FROM transaction_metrics
                          WHERE operation_name = w.operation)) * 1000), -1) AS n
                FROM written AS w WHERE operation = ? GROUP BY operation
              """,
              operation);
      default -> repeat(Integer.parseInt(wanted), operation);
    };
  }

  private String number(String query, String operation) {
    return String.valueOf(database.first(query, row -> row.number("n"), operation).orElseThrow());
  }

  /** What the upkeep does of itself when it has heard nothing of a node for minutes. */
  private String repair() {
    database
        .query(
            "SELECT node FROM transaction_recorders WHERE node <> ?",
            row -> row.text("node"),
            node.value())
        .forEach(ledger::repair);
    return "done";
  }

  private String repeat(int count, String operation) {
    for (int number = 0; number < count; number++) {
      transactions.execute(TransactionOptions.of(operation), () -> "");
    }
    return "done";
  }

  /** Stores rows for as long as the server lives. */
  private String write(String operation) {
    database.update(
        "CREATE TABLE IF NOT EXISTS written"
            + " (operation text, at timestamptz DEFAULT clock_timestamp())");
    while (!Thread.currentThread().isInterrupted()) {
      transactions.execute(
          TransactionOptions.of(operation),
          () -> database.update("INSERT INTO written (operation) VALUES (?)", operation));
    }
    return "interrupted";
  }
}
