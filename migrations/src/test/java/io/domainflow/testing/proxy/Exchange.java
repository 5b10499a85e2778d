package io.domainflow.testing.proxy;

import java.util.List;

/**
 * One round trip.
 *
 * @param backendPid the server process that answered
 * @param statements the statements that it carried out
 */
public record Exchange(int backendPid, List<String> statements) {

  public Exchange {
    statements = List.copyOf(statements);
  }
}
