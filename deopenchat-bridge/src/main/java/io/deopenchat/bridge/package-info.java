/** The bridge: the client's end of Deopenchat, put together. */
@NullMarked
package io.deopenchat.bridge;

import org.jspecify.annotations.NullMarked;
