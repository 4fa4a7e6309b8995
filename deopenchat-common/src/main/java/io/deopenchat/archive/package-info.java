/** Bundles of the receipts behind a transcript, named by their content and kept anywhere. */
@NullMarked
package io.deopenchat.archive;

import org.jspecify.annotations.NullMarked;
