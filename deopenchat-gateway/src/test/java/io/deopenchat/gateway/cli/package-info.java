/** Commands, run as a provider types them. */
@NullMarked
package io.deopenchat.gateway.cli;

import org.jspecify.annotations.NullMarked;
