/** Prompts and answers that only client and provider can read, whoever carries them. */
@NullMarked
package io.deopenchat.sealing;

import org.jspecify.annotations.NullMarked;
