package io.deopenchat.acceptance;

import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a chain tells of the open market, as of one block, in base units.
 *
 * @param count of orders, as the contract has it
 * @param basisPoints of the fee, the same all the time
 * @param balance of the contract
 * @param owed what the contract owes by its own views: escrow, open stakes, prefunded money, credit and what is burned
 * @param lostRaces locks that were mined and refused
 * @param gas of everybody here
 */
record OrderBooks(
        long count,
        List<Placed> orders,
        List<Wallet> wallets,
        List<Earning> earnings,
        List<Standing> standings,
        int basisPoints,
        Wei balance,
        Wei owed,
        int lostRaces,
        long gas) {

    /** How an order ended for those who took part. */
    enum End {
        SERVED,
        NOBODY_LOCKED,
        PROVIDER_SILENT,
        /** Locked, and its client asked for nothing or paid for nothing. */
        CLIENT_SILENT;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * An order, with all accounts of its client.
     *
     * @param locks how often it was locked
     * @param reopened how often its provider stayed silent
     * @param paid by provider, what the contract says of the account; the fee is part of it
     * @param told the same by the events alone
     * @param returned to the owner by the events, or to its credit
     * @param left in all accounts of the client, in whatever way
     */
    record Placed(
            long id,
            Address owner,
            Address client,
            Wei stake,
            OrderState state,
            int locks,
            int reopened,
            Map<Address, Wei> paid,
            Map<Address, Wei> told,
            Wei returned,
            Wei left) {

        Wei paidInAll() {
            return paid.values().stream().reduce(Wei.ZERO, Wei::plus);
        }

        boolean hasEnded() {
            return switch (state) {
                case FINISHED, RETURNED, EXPIRED -> left.isZero();
                case NONE, OPEN, LOCKED -> false;
            };
        }

        End end() {
            if (!paidInAll().isZero()) {
                return End.SERVED;
            }
            if (state == OrderState.RETURNED) {
                return locks == 0 ? End.NOBODY_LOCKED : End.PROVIDER_SILENT;
            }
            return End.CLIENT_SILENT;
        }
    }

    /**
     * A wallet that had nothing to do with anything else.
     *
     * @param funded what it had at first
     * @param gas what it paid for transactions
     * @param staked with orders
     * @param due what the rules gave it: returned to an owner, earned by a provider after the fee
     * @param credited the part of it that waits or waited in the contract
     * @param collected of that
     * @param credit what waits, as the contract has it
     */
    record Wallet(
            Address address,
            Wei funded,
            Wei gas,
            Wei staked,
            Wei due,
            Wei credited,
            Wei collected,
            Wei credit,
            Wei balance) {}

    /** What one transaction earned providers, and what the treasury got of it. */
    record Earning(Bytes32 transaction, Wei earned, Wei fee) {}

    /** The record of a provider, counted by the contract and from events alone. */
    record Standing(Address provider, ProviderRecord counted, ProviderRecord fromEvents) {}

    /** What orders brought a provider, the highest first. */
    List<Wei> paymentsTo(Address provider) {
        return orders.stream()
                .map(order -> order.paid().getOrDefault(provider, Wei.ZERO))
                .filter(paid -> !paid.isZero())
                .sorted(Comparator.reverseOrder())
                .toList();
    }
}
