/**
 * What the launcher is told, and the directory and the port that it takes for itself, checked
 * before anything is started. May use config, whose settings it names.
 */
@NullMarked
package io.domainflow.launcher.settings;

import org.jspecify.annotations.NullMarked;
