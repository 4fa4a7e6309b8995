/** Tests of the bridge's {@code funds}. */
@NullMarked
package io.deopenchat.bridge.funds;

import org.jspecify.annotations.NullMarked;
