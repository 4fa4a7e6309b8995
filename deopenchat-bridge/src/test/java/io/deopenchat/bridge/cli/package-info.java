/** Tests of the bridge's {@code cli}. */
@NullMarked
package io.deopenchat.bridge.cli;

import org.jspecify.annotations.NullMarked;
