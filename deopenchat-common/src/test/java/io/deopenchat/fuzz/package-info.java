/** What all targets of fuzzing share: how an input is read, what must hold of it, and the corpora as tests. */
@NullMarked
package io.deopenchat.fuzz;

import org.jspecify.annotations.NullMarked;
