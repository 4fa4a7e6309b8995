/** Health and metrics. */
@NullMarked
package io.deopenchat.gateway.operations;

import org.jspecify.annotations.NullMarked;
