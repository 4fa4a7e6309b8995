/** Tests of the bridge's {@code provider}. */
@NullMarked
package io.deopenchat.bridge.provider;

import org.jspecify.annotations.NullMarked;
