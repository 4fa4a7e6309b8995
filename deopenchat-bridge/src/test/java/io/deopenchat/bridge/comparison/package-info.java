/** Tests of the package of the same name. */
@NullMarked
package io.deopenchat.bridge.comparison;

import org.jspecify.annotations.NullMarked;
