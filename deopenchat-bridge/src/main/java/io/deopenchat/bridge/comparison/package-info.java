/** Answers of two providers to one prompt, which of them the user prefers, and saying so on chain. */
@NullMarked
package io.deopenchat.bridge.comparison;

import org.jspecify.annotations.NullMarked;
