/** What is signed and sent, version 1 of the protocol (docs/protocol.md). */
@NullMarked
package io.deopenchat.protocol;

import org.jspecify.annotations.NullMarked;
