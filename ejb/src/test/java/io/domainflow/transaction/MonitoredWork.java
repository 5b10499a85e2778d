package io.domainflow.transaction;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Callable;

/** Operations by annotation, one for each kind of options that the tests use. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MonitoredWork {

  /** With the defaults. */
  @MonitoredTransaction(operation = "ordinary_work", retryDelayMillis = 5)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void ordinary(Callable<?> work) throws Exception {
    work.call();
  }

  /** SERIALIZABLE. */
  @MonitoredTransaction(
      operation = "serializable_work",
      isolation = IsolationLevel.SERIALIZABLE,
      retryDelayMillis = 5)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void serializable(Callable<?> work) throws Exception {
    work.call();
  }

  /** For reading alone. */
  @MonitoredTransaction(
      operation = "reading_work",
      isolation = IsolationLevel.REPEATABLE_READ,
      readOnly = true,
      retryDelayMillis = 5)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void reading(Callable<?> work) throws Exception {
    work.call();
  }

  /** With a deadline of one second. */
  @MonitoredTransaction(operation = "brief_work", timeoutMillis = 1_000, retryDelayMillis = 5)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void brief(Callable<?> work) throws Exception {
    work.call();
  }
}
