/** Money that goes into accounts, and what became of it. */
@NullMarked
package io.deopenchat.bridge.spending;

import org.jspecify.annotations.NullMarked;
