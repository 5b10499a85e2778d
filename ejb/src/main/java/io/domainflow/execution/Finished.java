package io.domainflow.execution;

/** A batch whose work is done, and what has to be written of it. */
public record Finished(Batch batch, Recording recording) {}
