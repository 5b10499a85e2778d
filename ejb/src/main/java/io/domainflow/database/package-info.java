/**
 * The data source, the schema of its database, brought up before anything else, and SQL within the
 * caller's transaction. May use config.
 */
@NullMarked
package io.domainflow.database;

import org.jspecify.annotations.NullMarked;
