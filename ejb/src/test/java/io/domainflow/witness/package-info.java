/** Who watches a test in the container from outside: another session, and the log. */
@NullMarked
package io.domainflow.witness;

import org.jspecify.annotations.NullMarked;
