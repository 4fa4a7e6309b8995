/** The command line. */
@NullMarked
package io.deopenchat.gateway.cli;

import org.jspecify.annotations.NullMarked;
