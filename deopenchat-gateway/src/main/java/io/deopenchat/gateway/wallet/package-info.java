/** Transactions of the provider's wallet on their way, beside its claims. */
@NullMarked
package io.deopenchat.gateway.wallet;

import org.jspecify.annotations.NullMarked;
