/** The OpenAI-compatible server behind the gateway. */
@NullMarked
package io.deopenchat.gateway.backend;

import org.jspecify.annotations.NullMarked;
