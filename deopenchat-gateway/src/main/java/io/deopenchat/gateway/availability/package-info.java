/** Tells on chain that this gateway serves, when nothing else does. */
@NullMarked
package io.deopenchat.gateway.availability;

import org.jspecify.annotations.NullMarked;
