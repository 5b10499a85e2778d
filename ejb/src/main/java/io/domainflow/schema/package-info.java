/** Brings the database schema up to date at start. May use config. */
@NullMarked
package io.domainflow.schema;

import org.jspecify.annotations.NullMarked;
