/** Amounts, prices and token counts: exact integers with their units in the type. */
@NullMarked
package io.deopenchat.money;

import org.jspecify.annotations.NullMarked;
