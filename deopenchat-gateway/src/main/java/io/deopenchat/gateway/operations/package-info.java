/** Health and metrics, on a port of their own. */
@NullMarked
package io.deopenchat.gateway.operations;

import org.jspecify.annotations.NullMarked;
