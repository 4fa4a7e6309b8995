/** What each client has, owes and may still spend: admission, bills, confirmations, and the ledger that keeps them. */
@NullMarked
package io.deopenchat.gateway.account;

import org.jspecify.annotations.NullMarked;
