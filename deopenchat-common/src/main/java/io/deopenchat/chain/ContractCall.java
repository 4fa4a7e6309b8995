package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/**
 * A call that a wallet may send, or that may be tried without sending.
 *
 * @param data 0x-hex, selector and arguments
 * @param value native coin that goes with it
 * @param description what it does, for logs and messages, for example {@code claim of 3 rows}
 */
public record ContractCall(Address to, String data, Wei value, String description) {}
