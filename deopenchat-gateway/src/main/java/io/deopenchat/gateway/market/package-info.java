/** Serves orders of the open market: locks those that fit, finishes them, answers for them. */
@NullMarked
package io.deopenchat.gateway.market;

import org.jspecify.annotations.NullMarked;
