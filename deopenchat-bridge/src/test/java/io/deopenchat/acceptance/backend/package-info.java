/** Backends that acceptance tests put behind a gateway: a real language model, and one that does what a test says. */
@NullMarked
package io.deopenchat.acceptance.backend;

import org.jspecify.annotations.NullMarked;
