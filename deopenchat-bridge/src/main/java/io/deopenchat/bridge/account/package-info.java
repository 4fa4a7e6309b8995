/** The client's side of one account: sequences, what is authorized, confirmations, and agreement with the gateway. */
@NullMarked
package io.deopenchat.bridge.account;

import org.jspecify.annotations.NullMarked;
