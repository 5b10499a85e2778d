/** Tests of the launcher: its parts by themselves, and the real jar as a process. */
@NullMarked
package io.domainflow.launcher;

import org.jspecify.annotations.NullMarked;
