/** What both programs share on the command line: options, secrets, exit codes, logging. Options win over the environment. */
@NullMarked
package io.deopenchat.cli;

import org.jspecify.annotations.NullMarked;
