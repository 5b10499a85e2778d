package io.domainflow.execution;

import io.domainflow.DefectException;

/** A campaign type accounted for more or fewer items than the batch has; nothing was stored. */
public final class IncompleteRecordException extends DefectException {

  private static final long serialVersionUID = 1L;

  IncompleteRecordException(Batch batch, Tally tally) {
    super(
        "incomplete-record",
        "The record of " + batch + " has " + tally + " for " + batch.size() + " items.",
        null);
  }
}
