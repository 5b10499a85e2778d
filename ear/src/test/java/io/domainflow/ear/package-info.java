/** Tests of the archives and of the EAR on a Payara Server. */
@NullMarked
package io.domainflow.ear;

import org.jspecify.annotations.NullMarked;
