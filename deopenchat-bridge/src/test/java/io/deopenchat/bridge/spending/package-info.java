/** Tests of the bridge's {@code spending}. */
@NullMarked
package io.deopenchat.bridge.spending;

import org.jspecify.annotations.NullMarked;
