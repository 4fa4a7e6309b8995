/** Tests of the bridge's {@code account}. */
@NullMarked
package io.deopenchat.bridge.account;

import org.jspecify.annotations.NullMarked;
