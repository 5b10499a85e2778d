/** What tests of all modules share: a real PostgreSQL and waiting with a deadline. */
@NullMarked
package io.domainflow.testing;

import org.jspecify.annotations.NullMarked;
