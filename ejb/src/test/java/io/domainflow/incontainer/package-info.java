/** What the tests inside Payara share: their archive and their database. */
@NullMarked
package io.domainflow.incontainer;

import org.jspecify.annotations.NullMarked;
