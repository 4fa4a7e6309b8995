/** Tests of {@link io.deopenchat.bridge.market}. */
@NullMarked
package io.deopenchat.bridge.market;

import org.jspecify.annotations.NullMarked;
