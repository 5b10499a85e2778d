/** The database schema and what brings a database to it. Uses no other package of DomainFlow. */
@NullMarked
package io.domainflow.migrations;

import org.jspecify.annotations.NullMarked;
