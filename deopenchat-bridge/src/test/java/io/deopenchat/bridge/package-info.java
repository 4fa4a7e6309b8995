/** Tests of the bridge as a whole, against a gateway that can be told to misbehave. */
@NullMarked
package io.deopenchat.bridge;

import org.jspecify.annotations.NullMarked;
