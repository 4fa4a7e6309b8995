/** Tests of the bridge's {@code journal}. */
@NullMarked
package io.deopenchat.bridge.journal;

import org.jspecify.annotations.NullMarked;
