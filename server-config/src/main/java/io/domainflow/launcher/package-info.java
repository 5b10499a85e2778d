/**
 * What runs DomainFlow on one machine: it starts an embedded PostgreSQL, unless a database is
 * given, and Payara Micro with the application, watches both and stops them in order. May use
 * {@code launcher.settings}, and no other package of DomainFlow.
 */
@NullMarked
package io.domainflow.launcher;

import org.jspecify.annotations.NullMarked;
