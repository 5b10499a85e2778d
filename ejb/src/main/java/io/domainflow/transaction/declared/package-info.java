/**
 * Operations as they are annotated: checked when the application is deployed, and translated into
 * options when they are called. May use {@code transaction} and {@code transaction.attempt}.
 */
@NullMarked
package io.domainflow.transaction.declared;

import org.jspecify.annotations.NullMarked;
