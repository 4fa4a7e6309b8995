/** Addresses, keys, signatures and EIP-712 digests. */
@NullMarked
package io.deopenchat.signing;

import org.jspecify.annotations.NullMarked;
