/** Tests of the bridge's {@code config}. */
@NullMarked
package io.deopenchat.bridge.config;

import org.jspecify.annotations.NullMarked;
