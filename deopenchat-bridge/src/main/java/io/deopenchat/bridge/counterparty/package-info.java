/** The providers that this client has accounts with, and which of them a call goes to. */
@NullMarked
package io.deopenchat.bridge.counterparty;

import org.jspecify.annotations.NullMarked;
