/** A loopback proxy before PostgreSQL that breaks connections at a chosen statement. */
@NullMarked
package io.domainflow.testing.proxy;

import org.jspecify.annotations.NullMarked;
