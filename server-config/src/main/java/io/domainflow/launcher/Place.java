package io.domainflow.launcher;

/**
 * What this node has taken for itself alone.
 *
 * @param directory holds everything that it writes
 * @param httpPort 1 to 65535
 */
record Place(DataDirectory directory, int httpPort) {}
