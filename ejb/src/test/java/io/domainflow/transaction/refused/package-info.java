/** Operations that must not be deployed, in an archive of their own. */
@NullMarked
package io.domainflow.transaction.refused;

import org.jspecify.annotations.NullMarked;
