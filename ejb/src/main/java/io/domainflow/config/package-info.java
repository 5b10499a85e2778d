/** The settings of DomainFlow, read once at start. Uses no feature. */
@NullMarked
package io.domainflow.config;

import org.jspecify.annotations.NullMarked;
