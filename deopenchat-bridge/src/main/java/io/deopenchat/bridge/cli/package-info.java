/** The command line of the bridge. */
@NullMarked
package io.deopenchat.bridge.cli;

import org.jspecify.annotations.NullMarked;
