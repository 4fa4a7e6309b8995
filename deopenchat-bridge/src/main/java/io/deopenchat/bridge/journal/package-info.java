/** The bridge's durable memory of one account: what it signed, what came back, what it confirmed. */
@NullMarked
package io.deopenchat.bridge.journal;

import org.jspecify.annotations.NullMarked;
