/** What every feature shares: typed ids and the exception family. Uses no feature. */
@NullMarked
package io.domainflow;

import org.jspecify.annotations.NullMarked;
