/** Turns confirmations into money on chain. */
@NullMarked
package io.deopenchat.gateway.claim;

import org.jspecify.annotations.NullMarked;
