/**
 * What is owed for effects outside PostgreSQL when an operation is not committed. May use database.
 */
@NullMarked
package io.domainflow.transaction.compensation;

import org.jspecify.annotations.NullMarked;
