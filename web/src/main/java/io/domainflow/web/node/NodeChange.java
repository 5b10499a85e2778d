package io.domainflow.web.node;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * What can be changed of a node.
 *
 * @param workers batches that it works on at the same time; with 0 it claims nothing more
 */
record NodeChange(@Min(0) @Max(16) int workers) {}
