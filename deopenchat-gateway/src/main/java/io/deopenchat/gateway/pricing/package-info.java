/** Prices by the hour and by load, kept on chain within the contract's notice. */
@NullMarked
package io.deopenchat.gateway.pricing;

import org.jspecify.annotations.NullMarked;
