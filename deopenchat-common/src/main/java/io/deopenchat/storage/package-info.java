/** Durable state: one SQLite file, one writer, many changes to a sync. */
@NullMarked
package io.deopenchat.storage;

import org.jspecify.annotations.NullMarked;
