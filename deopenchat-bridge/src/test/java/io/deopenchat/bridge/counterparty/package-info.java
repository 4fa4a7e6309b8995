/** Tests of the bridge's {@code counterparty}. */
@NullMarked
package io.deopenchat.bridge.counterparty;

import org.jspecify.annotations.NullMarked;
