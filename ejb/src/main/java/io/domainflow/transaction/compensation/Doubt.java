package io.domainflow.transaction.compensation;

/**
 * A transaction of which nobody knows yet whether it is committed.
 *
 * @param transactionId PostgreSQL's id; {@code 0} if it was never learned, so that an operator has
 *     to settle what depends on it
 * @param serverLife in which life of the server it was run; an id may be given again in the next
 */
public record Doubt(String transactionId, String serverLife) {

  private static final String NO_ID = "0";

  /** The doubt about the transaction {@code transactionId}, which is empty if it is not known. */
  public static Doubt about(String transactionId, String serverLife) {
    return new Doubt(transactionId.isEmpty() ? NO_ID : transactionId, serverLife);
  }
}
