/** What the tests of the bridge share: keys, a registry without a chain, a gateway that can be told to misbehave. */
@NullMarked
package io.deopenchat.bridge.support;

import org.jspecify.annotations.NullMarked;
