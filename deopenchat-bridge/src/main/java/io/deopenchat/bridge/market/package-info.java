/** Orders of the open market, from the stake to the last base unit of it. */
@NullMarked
package io.deopenchat.bridge.market;

import org.jspecify.annotations.NullMarked;
