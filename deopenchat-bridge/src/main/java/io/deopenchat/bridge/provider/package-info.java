/** A provider: what the chain says of it, the calls to its gateway, the way of a round's bytes, the check of receipts. */
@NullMarked
package io.deopenchat.bridge.provider;

import org.jspecify.annotations.NullMarked;
