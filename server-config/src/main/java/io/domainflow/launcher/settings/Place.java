package io.domainflow.launcher.settings;

/**
 * What this node has taken for itself alone.
 *
 * @param directory holds everything that it writes
 * @param httpPort 1 to 65535
 */
public record Place(DataDirectory directory, int httpPort) {}
