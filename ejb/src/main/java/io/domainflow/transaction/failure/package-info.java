/**
 * Why attempts and operations fail, told apart by SQLSTATE and type, and the exceptions that say
 * so. May use {@code database}.
 */
@NullMarked
package io.domainflow.transaction.failure;

import org.jspecify.annotations.NullMarked;
