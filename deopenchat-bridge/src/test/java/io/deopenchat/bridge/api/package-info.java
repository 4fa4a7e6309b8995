/** Tests of the bridge's {@code api}. */
@NullMarked
package io.deopenchat.bridge.api;

import org.jspecify.annotations.NullMarked;
