package io.deopenchat.gateway.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Listing;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * Rule 1 of the gateway, in its order. The sums are compared as whole numbers of unlimited size: what the other side chose
 * cannot overflow them.
 */
final class AdmissionRules {
    static final int MAX_RECEIPTS_IN_AN_ERROR = 64;

    private final Credit credit;

    AdmissionRules(Credit credit) {
        this.credit = credit;
    }

    /** State outside the account that admission depends on. */
    record Surroundings(Optional<Listing> listing, int inFlightOfModel, Wei borrowedByOthers, Instant now) {}

    /** The reason to refuse, or empty. */
    Optional<ProtocolError> refusal(Account account, Terms terms, Surroundings surroundings) {
        Optional<AccountState> chain = account.chain();
        if (chain.isEmpty()) {
            return Optional.of(unknownAccount(terms.client()));
        }
        AccountState state = chain.get();
        if (account.isClosing(state, surroundings.now())) {
            return refuse(
                    ErrorCode.ACCOUNT_CLOSING,
                    "a withdrawal from this account is pending, or its order is being finished");
        }
        if (account.release()
                .filter(open -> open.isOut(state.releaseNonce(), surroundings.now()))
                .isPresent()) {
            return refuse(
                    ErrorCode.ACCOUNT_CLOSING, "a release of this account is out; wait until it is used or expired");
        }
        if (surroundings.listing().isEmpty()) {
            return refuse(
                    ErrorCode.MODEL_NOT_FOUND,
                    "this provider does not list the model '" + terms.call().model() + "'");
        }
        Listing listing = surroundings.listing().get();
        return wrongPrice(terms, listing.prices())
                .or(() -> wrongSequence(account, terms))
                .or(() -> tooLittleMoney(account, state, terms))
                .or(() -> tooMuchUnconfirmed(account, state, terms, surroundings))
                .or(() -> tooManyUnconfirmed(account))
                .or(() -> tooManyVoid(account, surroundings.now()))
                .or(() -> noCapacity(listing, surroundings));
    }

    /** What is known without the body: there is no account, or nothing in it for a round that may cost something. */
    static Optional<ProtocolError> stranger(Optional<AccountState> chain, SignedRequest signed) {
        if (chain.isEmpty()) {
            return Optional.of(unknownAccount(signed.client()));
        }
        Wei maxCost = signed.request().maxCost();
        if (!chain.get().freeEscrow().isZero() || maxCost.isZero()) {
            return Optional.empty();
        }
        return refuse(
                ErrorCode.INSUFFICIENT_ESCROW,
                "the escrow is empty, this round may cost " + maxCost + "; fetch more tokens",
                "requiredEscrow",
                maxCost.value());
    }

    /** The one refusal for a client without an account, with what to do about it. */
    static ProtocolError unknownAccount(Address client) {
        return ProtocolError.of(
                ErrorCode.UNKNOWN_ACCOUNT,
                "no account of client " + client
                        + " is known here; fetch tokens first, or wait until the deposit"
                        + " has enough confirmations");
    }

    private static Optional<ProtocolError> wrongPrice(Terms terms, Prices listed) {
        if (terms.request().prices().equals(listed)) {
            return Optional.empty();
        }
        ObjectNode details = Json.object();
        details.put("requestPrice", listed.request().toString());
        details.put("inputPrice", listed.input().toString());
        details.put("outputPrice", listed.output().toString());
        return Optional.of(ProtocolError.of(
                ErrorCode.PRICE_CHANGED,
                "the listed prices are " + listed + ", the request accepts "
                        + terms.request().prices(),
                details));
    }

    private static Optional<ProtocolError> wrongSequence(Account account, Terms terms) {
        long sequence = terms.sequence();
        boolean inWindow = account.isInWindow(sequence);
        if (inWindow && !account.isUsed(sequence)) {
            return Optional.empty();
        }
        ErrorCode code = inWindow ? ErrorCode.SEQUENCE_USED : ErrorCode.SEQUENCE_OUT_OF_WINDOW;
        long next = account.highestSequence() + 1;
        return Optional.of(ProtocolError.of(
                code,
                "sequence " + sequence + (inWindow ? " is used" : " is too far from the highest used one") + "; use "
                        + next,
                Json.object().put("nextSequence", Long.toString(next))));
    }

    private static Optional<ProtocolError> tooLittleMoney(Account account, AccountState state, Terms terms) {
        InferenceRequest request = terms.request();
        Wei sane = CostCeiling.of(terms.call(), request.prices(), terms.limits());
        if (request.maxCost().isBelow(sane)) {
            return refuse(
                    ErrorCode.MAX_COST_TOO_LOW,
                    "maxCost " + request.maxCost() + " is below the " + sane + " that this call may cost",
                    "requiredMaxCost",
                    sane.value());
        }
        BigInteger confirmed = account.confirmed().value();
        BigInteger maxCost = request.maxCost().value();
        BigInteger committed = confirmed.add(account.exposure().value()).add(maxCost);
        Wei highest = account.highestAuthorized().max(request.authorized());
        if (confirmed.add(maxCost).compareTo(request.authorized().value()) > 0
                || committed.compareTo(highest.value()) > 0) {
            return refuse(
                    ErrorCode.AUTHORIZATION_TOO_LOW,
                    "authorized " + request.authorized() + " is below the " + committed
                            + " that is confirmed, unconfirmed and in flight with this round",
                    "requiredAuthorized",
                    committed);
        }
        BigInteger unclaimed = committed.subtract(state.claimed().value().min(confirmed));
        if (unclaimed.compareTo(state.freeEscrow().value()) > 0) {
            return refuse(
                    ErrorCode.INSUFFICIENT_ESCROW,
                    "the escrow of " + state.freeEscrow() + " does not cover the " + unclaimed
                            + " that is owed and in flight with this round; fetch more tokens",
                    "requiredEscrow",
                    unclaimed);
        }
        return Optional.empty();
    }

    private Optional<ProtocolError> tooMuchUnconfirmed(
            Account account, AccountState state, Terms terms, Surroundings surroundings) {
        BigInteger exposure = account.exposure().value().add(terms.maxCost().value());
        Wei borrowed = Credit.borrowed(exposure, state.claimed());
        if (!credit.covers(surroundings.borrowedByOthers(), borrowed)) {
            return Optional.of(unconfirmedLimit(account, terms, credit.limit(state.claimed())));
        }
        return Optional.empty();
    }

    /** Rounds that cost nothing are no credit, but each is kept in memory and on disk until it is confirmed. */
    private static Optional<ProtocolError> tooManyUnconfirmed(Account account) {
        if (account.openRounds() < Limits.MAX_UNCONFIRMED) {
            return Optional.empty();
        }
        return Optional.of(unconfirmedLimit(
                account,
                account.openRounds() + " rounds are unconfirmed or in flight, the limit is " + Limits.MAX_UNCONFIRMED
                        + "; confirm finished rounds first, also those that cost nothing"));
    }

    /** A void round costs nothing and leaves a row, so that it is never served again. */
    private static Optional<ProtocolError> tooManyVoid(Account account, Instant now) {
        if (account.voids().on(now) < Limits.MAX_VOID_ROUNDS_A_DAY) {
            return Optional.empty();
        }
        return Optional.of(ProtocolError.rateLimited(
                account.voids().on(now) + " rounds of this account ended void today (UTC), the limit is "
                        + Limits.MAX_VOID_ROUNDS_A_DAY,
                DayCount.untilTomorrow(now)));
    }

    private static ProtocolError unconfirmedLimit(Account account, Terms terms, Wei limit) {
        return unconfirmedLimit(
                account,
                account.exposure() + " base units are unconfirmed or in flight, this round may add " + terms.maxCost()
                        + ", the limit is " + limit + " less what other keys of the same owner use; confirm finished"
                        + " rounds first");
    }

    private static ProtocolError unconfirmedLimit(Account account, String message) {
        ObjectNode details = Json.object();
        account.newest().ifPresent(newest -> details.set("confirmation", newest.toJson()));
        var receipts = details.putArray("unconfirmed");
        account.unconfirmedReceipts(MAX_RECEIPTS_IN_AN_ERROR).forEach(receipt -> receipts.add(receipt.toJson()));
        return ProtocolError.of(ErrorCode.UNCONFIRMED_LIMIT, message, details);
    }

    private static Optional<ProtocolError> noCapacity(Listing listing, Surroundings surroundings) {
        if (surroundings.inFlightOfModel() < listing.capacity()) {
            return Optional.empty();
        }
        return refuse(
                ErrorCode.CAPACITY_EXCEEDED,
                "all " + listing.capacity() + " places for '" + listing.name() + "' are taken");
    }

    private static Optional<ProtocolError> refuse(ErrorCode code, String message) {
        return Optional.of(ProtocolError.of(code, message));
    }

    private static Optional<ProtocolError> refuse(ErrorCode code, String message, String required, BigInteger amount) {
        return Optional.of(ProtocolError.of(code, message, Json.object().put(required, amount.toString())));
    }
}
