/** Every operation of DomainFlow, under every fault of its connection. */
@NullMarked
package io.domainflow.operations;

import org.jspecify.annotations.NullMarked;
