/**
 * The transaction kit: success is reported if, and only if, PostgreSQL committed. May use database.
 */
@NullMarked
package io.domainflow.transaction;

import org.jspecify.annotations.NullMarked;
