/** What applications see: the OpenAI API on localhost, and nothing for anybody else. */
@NullMarked
package io.deopenchat.bridge.api;

import org.jspecify.annotations.NullMarked;
