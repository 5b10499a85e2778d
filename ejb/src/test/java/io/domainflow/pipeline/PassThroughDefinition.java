package io.domainflow.pipeline;

/**
 * What a pass-through campaign does.
 *
 * @param keep which names it keeps: those that end in this text
 */
public record PassThroughDefinition(String keep) {}
