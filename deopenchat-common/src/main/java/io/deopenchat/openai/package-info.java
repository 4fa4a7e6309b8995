/** What both sides must read alike in an OpenAI call: the numbers that bound its cost. Arrows: money, signing, protocol. */
@NullMarked
package io.deopenchat.openai;

import org.jspecify.annotations.NullMarked;
