/** The keys that requests are sealed to, and the way into what is sealed. */
@NullMarked
package io.deopenchat.gateway.sealing;

import org.jspecify.annotations.NullMarked;
