package io.deopenchat.gateway.claim;

import io.deopenchat.chain.Fees;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.List;

/** What to do with rows that are due. */
sealed interface Plan {

    /** Claim these in one transaction. */
    record Send(List<OpenClaim.Row> rows, long gasLimit, Fees fees) implements Plan {
        public Send {
            rows = List.copyOf(rows);
        }
    }

    /** They bring too little for what gas costs now. */
    record Postpone(int rows, Wei brings, BigInteger cost) implements Plan {}

    /** The wallet cannot pay for the gas. */
    record CannotPay(Address wallet, BigInteger required, Wei available) implements Plan {}

    /** None of them pays. */
    record Nothing() implements Plan {}
}
