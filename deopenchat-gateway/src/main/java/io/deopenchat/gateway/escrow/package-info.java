/** Follows the contract, so that no request waits for the chain. */
@NullMarked
package io.deopenchat.gateway.escrow;

import org.jspecify.annotations.NullMarked;
