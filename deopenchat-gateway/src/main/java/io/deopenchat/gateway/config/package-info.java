/** What the daemon is told at start. */
@NullMarked
package io.deopenchat.gateway.config;

import org.jspecify.annotations.NullMarked;
