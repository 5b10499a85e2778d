/** The MicroProfile health checks of DomainFlow. May use every feature. */
@NullMarked
package io.domainflow.web.health;

import org.jspecify.annotations.NullMarked;
