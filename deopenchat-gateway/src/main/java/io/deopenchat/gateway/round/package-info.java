/** One round from admission to receipt: the bytes, who reads them, and the bill. */
@NullMarked
package io.deopenchat.gateway.round;

import org.jspecify.annotations.NullMarked;
