package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one transaction of rows that are due: which of them, with how much gas, and whether they are worth it now. */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    /**
     * Of the gas of a block. A larger transaction waits long for its place, and blocks of 60 M gas take none above 16.7 M
     * (EIP-7825), which is just above a quarter.
     */
    static final int MAX_BLOCK_SHARE_PERCENT = 25;

    private final ClaimChain chain;
    private final GasRule rule;
    private final Notices notices;

    Planner(ClaimChain chain, GasRule rule, Notices notices) {
        this.chain = chain;
        this.rule = rule;
        this.notices = notices;
    }

    /** Those that bring most come first: what does not fit is for the next transaction. */
    Plan plan(List<Claimable> due, boolean urgent) {
        GasPrice price = chain.gasPrice();
        List<Claimable> carrying = carrying(due, price).stream()
                .sorted(Comparator.comparing(Claimable::owed)
                        .reversed()
                        .thenComparing(row -> row.client().toString()))
                .toList();
        if (carrying.isEmpty()) {
            return due.isEmpty() ? new Plan.Nothing() : light(due, price);
        }
        for (int from = 0; from < carrying.size(); from += Claims.MAX_ROWS) {
            List<Claimable> paying = paying(carrying.subList(from, Math.min(from + Claims.MAX_ROWS, carrying.size())));
            if (!paying.isEmpty()) {
                return priced(paying, price, urgent);
            }
        }
        return new Plan.Nothing();
    }

    /** Rows that bring at least their own gas. */
    List<Claimable> carrying(List<Claimable> rows) {
        return rule.isOff() ? rows : carrying(rows, chain.gasPrice());
    }

    private List<Claimable> carrying(List<Claimable> rows, GasPrice price) {
        FeeShare fee = rule.isOff() ? FeeShare.NONE : chain.fee();
        return rows.stream()
                .filter(row -> rule.carriesItself(fee.leaves(row.owed()), price.perGas()))
                .toList();
    }

    private Plan light(List<Claimable> rows, GasPrice price) {
        long gas = Math.multiplyExact(GasRule.GAS_OF_A_ROW, rows.size());
        return new Plan.Postpone(rows.size(), brings(rows), price.perGas().multiply(BigInteger.valueOf(gas)));
    }

    private Plan priced(List<Claimable> paying, GasPrice price, boolean urgent) {
        List<Claimable> batch = paying;
        long most = chain.blockGasLimit() / 100 * MAX_BLOCK_SHARE_PERCENT;
        long gasLimit = chain.gasLimit(confirmations(batch));
        while (gasLimit > most && batch.size() > 1) {
            batch = batch.subList(0, batch.size() / 2);
            gasLimit = chain.gasLimit(confirmations(batch));
        }
        BigInteger cost = price.perGas().multiply(BigInteger.valueOf(gasLimit));
        Wei brings = brings(batch);
        if (!rule.allows(cost, brings, urgent)) {
            return new Plan.Postpone(batch.size(), brings, cost);
        }
        return affordable(batch, gasLimit, price.fees());
    }

    private Plan affordable(List<Claimable> batch, long gasLimit, Fees fees) {
        Wei available = chain.balance();
        BigInteger required = fees.maxFee().multiply(BigInteger.valueOf(gasLimit));
        return available.value().compareTo(required) < 0
                ? new Plan.CannotPay(chain.wallet(), required, available)
                : new Plan.Send(
                        batch.stream()
                                .map(row -> new OpenClaim.Row(row.client(), row.signed(), row.owed()))
                                .toList(),
                        gasLimit,
                        fees);
    }

    private List<Claimable> paying(List<Claimable> rows) {
        List<ClaimStatus> statuses = chain.preflight(confirmations(rows));
        List<Claimable> paying = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (pays(rows.get(i), statuses.get(i))) {
                paying.add(rows.get(i));
            }
        }
        return paying;
    }

    private boolean pays(Claimable row, ClaimStatus status) {
        return switch (status) {
            case PAID -> true;
            case CAPPED -> {
                if (notices.isNew(Notices.Topic.ROWS, row.client() + " " + row.total())) {
                    LOG.warn(
                            "the escrow of client {} does not cover its confirmed total of {} base units; claiming what is"
                                    + " there",
                            row.client(),
                            row.total());
                }
                yield true;
            }
            case STALE -> false;
            case UNKNOWN_ACCOUNT, BAD_SIGNATURE -> {
                if (notices.isNew(Notices.Topic.ROWS, row.client() + " " + row.total())) {
                    LOG.error(
                            "the contract does not know the signer of a stored confirmation of {} base units of client {}",
                            row.total(),
                            row.client());
                }
                yield false;
            }
        };
    }

    private static List<SignedConfirmation> confirmations(List<Claimable> rows) {
        return rows.stream().map(Claimable::signed).toList();
    }

    private Wei brings(List<Claimable> rows) {
        return rule.brings(rows.stream().map(Claimable::owed).reduce(Wei.ZERO, Wei::plusOrMax), chain);
    }
}
