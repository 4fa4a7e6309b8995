/** What the daemon is told at start. */
@NullMarked
package io.deopenchat.bridge.config;

import org.jspecify.annotations.NullMarked;
