package io.domainflow.generation;

/** Offsets that were reserved: {@code size} of them from {@code first} on; none if size is 0. */
record OffsetRange(long first, long size) {}
