/** Tests of the bridge's {@code application}. */
@NullMarked
package io.deopenchat.bridge.application;

import org.jspecify.annotations.NullMarked;
