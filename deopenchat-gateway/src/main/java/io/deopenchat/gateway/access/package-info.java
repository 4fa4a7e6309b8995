/** Who may reach the gateway, and how much of it one of them may take. */
@NullMarked
package io.deopenchat.gateway.access;

import org.jspecify.annotations.NullMarked;
