/** Tests of the bridge's {@code operations}. */
@NullMarked
package io.deopenchat.bridge.operations;

import org.jspecify.annotations.NullMarked;
