/** The routes: parse, verify, hand on, answer. */
@NullMarked
package io.deopenchat.gateway.api;

import org.jspecify.annotations.NullMarked;
