/** Where the money of a client key is, and the ways in which its owner gets it back. */
@NullMarked
package io.deopenchat.bridge.funds;

import org.jspecify.annotations.NullMarked;
