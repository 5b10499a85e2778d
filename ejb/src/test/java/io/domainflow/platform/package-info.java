/** What DomainFlow leans on in Payara: facts, each pinned by a test. */
@NullMarked
package io.domainflow.platform;

import org.jspecify.annotations.NullMarked;
