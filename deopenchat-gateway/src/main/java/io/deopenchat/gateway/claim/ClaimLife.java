package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a claim from its signature to its final end. It is journalled before anything of it is sent. */
final class ClaimLife {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimLife.class);

    /** Times the fee that was offered first: what a stuck claim may offer at last. */
    static final long MAX_FEE_FACTOR = 10;

    private final AccountBook accounts;
    private final ClaimJournal journal;
    private final ClaimChain chain;
    private final Planner planner;
    private final GasRule rule;
    private final Pace pace;
    private final InstantSource clock;
    private final Notices notices;
    private final ClaimListener listener;
    private final Filler filler;

    ClaimLife(
            AccountBook accounts,
            ClaimJournal journal,
            ClaimChain chain,
            Planner planner,
            GasRule rule,
            Pace pace,
            InstantSource clock,
            Notices notices,
            ClaimListener listener) {
        this.accounts = accounts;
        this.journal = journal;
        this.chain = chain;
        this.planner = planner;
        this.rule = rule;
        this.pace = pace;
        this.clock = clock;
        this.notices = notices;
        this.listener = listener;
        this.filler = new Filler(chain, pace.patience());
    }

    /** Signs, journals and sends. */
    void begin(Plan.Send plan) {
        OpenClaim claim = signed(plan, freeNonce());
        journal.begin(claim);
        sendFirst(claim);
    }

    private OpenClaim signed(Plan.Send plan, long nonce) {
        SignedTransaction signed = chain.sign(
                plan.rows().stream().map(OpenClaim.Row::signed).toList(), nonce, plan.gasLimit(), plan.fees());
        return new OpenClaim(plan.rows(), List.of(new OpenClaim.Sent(signed, clock.instant())));
    }

    /** A node that has dropped an open claim would give its nonce out again. */
    private long freeNonce() {
        long afterOpen =
                journal.open().stream().mapToLong(OpenClaim::nonce).max().orElse(-1) + 1;
        return Math.max(chain.nextNonce(), afterOpen);
    }

    private void sendFirst(OpenClaim claim) {
        SignedTransaction signed = claim.newest().signed();
        LOG.info(
                "claiming {} base units from {} accounts in {}, nonce {}",
                claim.owed(),
                claim.rows().size(),
                signed.hash(),
                signed.nonce());
        deliver(signed);
    }

    /** Looks where a claim stands, does what that asks for, and tells whether it still has to be mined. */
    boolean advance(OpenClaim claim) {
        return switch (standing(claim)) {
            case Standing.Waiting() -> true;
            case Standing.Missing() -> {
                sendAgain(claim);
                yield true;
            }
            case Standing.Stuck() -> {
                bump(claim);
                yield true;
            }
            case Standing.Blocked(long nonce) -> {
                unblock(claim, nonce);
                yield true;
            }
            case Standing.Gapped(long unused) ->
                renew(claim, unused, "no transaction has nonce " + unused + " any more");
            case Standing.Mined(MinedClaim mined) -> {
                note(mined);
                yield false;
            }
            case Standing.Final(MinedClaim mined) -> {
                note(mined);
                journal.end(claim);
                LOG.debug("the claim {} is final", mined.hash());
                yield false;
            }
            case Standing.Reverted(MinedClaim mined) ->
                renew(claim, freeNonce(), "claim " + mined.hash() + " reverted");
            case Standing.Displaced() ->
                renew(
                        claim,
                        freeNonce(),
                        "another transaction of wallet " + chain.wallet() + " used nonce " + claim.nonce());
        };
    }

    /** The nonce is asked for before the receipts: what used it is then known to be none of ours. */
    private Standing standing(OpenClaim claim) {
        long settled = chain.settled(pace.depth());
        boolean nonceUsed = chain.transactionCount(settled) > claim.nonce();
        Optional<MinedClaim> mined = claim.transactions().stream()
                .flatMap(sent -> chain.mined(sent.signed().hash()).stream())
                .findFirst();
        if (mined.isPresent()) {
            return standing(mined.get(), settled);
        }
        if (nonceUsed) {
            return new Standing.Displaced();
        }
        if (claim.transactions().stream()
                .noneMatch(sent -> chain.knows(sent.signed().hash()))) {
            return new Standing.Missing();
        }
        return isOverdue(claim) ? overdue(claim) : new Standing.Waiting();
    }

    private static Standing standing(MinedClaim mined, long settled) {
        if (mined.block() > settled) {
            return new Standing.Mined(mined);
        }
        return mined.succeeded() ? new Standing.Final(mined) : new Standing.Reverted(mined);
    }

    /** A deep reorganisation can take away what was final, and with it the use of a nonce below that of a later claim. */
    private Standing overdue(OpenClaim claim) {
        long next = chain.nextNonce();
        boolean isFirst = journal.open().getFirst().nonce() == claim.nonce();
        if (isFirst && next < claim.nonce()) {
            return new Standing.Gapped(next);
        }
        long unmined = chain.transactionCount(chain.head());
        boolean isOurs = journal.open().stream().anyMatch(open -> open.nonce() == unmined);
        return unmined < claim.nonce() && !isOurs ? new Standing.Blocked(unmined) : new Standing.Stuck();
    }

    /** An empty transaction costs less than the claim behind it, so what the claim may offer it may, too. */
    private void unblock(OpenClaim claim, long nonce) {
        if (!filler.isDue(nonce, clock.instant())) {
            return;
        }
        GasPrice price = chain.gasPrice();
        Fees fees = filler.fees(nonce, price.fees());
        if (isAllowed(claim, price, fees)) {
            filler.fill(nonce, fees, clock.instant());
        } else if (notices.isNew(Notices.Topic.BUMP, claim.newest().signed().hash())) {
            LOG.warn(
                    "nonce {} of wallet {} is held by a transaction in no block, and replacing it at {} per gas is not worth"
                            + " it",
                    nonce,
                    chain.wallet(),
                    fees);
        }
    }

    private boolean isOverdue(OpenClaim claim) {
        return !claim.newest().at().plus(pace.patience()).isAfter(clock.instant());
    }

    private void note(MinedClaim mined) {
        mined.rows().forEach(row -> accounts.claimed(row.client(), row.claimed()));
        if (mined.succeeded() && notices.isNew(Notices.Topic.MINED, mined.hash())) {
            LOG.info(
                    "claimed {} base units from {} accounts, fee {}, in {}, gas {}",
                    mined.paid(),
                    mined.rows().size(),
                    mined.fee(),
                    mined.hash(),
                    mined.gasCost());
            listener.claimed(mined.paid(), mined.fee(), mined.gasCost());
        }
    }

    private void sendAgain(OpenClaim claim) {
        Delivery delivery = deliver(claim.newest().signed());
        if (delivery instanceof Delivery.Refused(Delivery.Reason reason, ChainUnavailable why)
                && reason != Delivery.Reason.TOO_POOR
                && reason != Delivery.Reason.NONCE_USED
                && isOverdue(claim)) {
            bump(claim);
        }
    }

    private Delivery deliver(SignedTransaction signed) {
        Delivery delivery = chain.deliver(signed);
        switch (delivery) {
            case Delivery.Accepted() -> notices.forget(Notices.Topic.DELIVERY);
            case Delivery.Uncertain(ChainUnavailable why) ->
                LOG.warn("claim {} may or may not have been sent; looking for it: {}", signed.hash(), why.getMessage());
            case Delivery.Refused(Delivery.Reason reason, ChainUnavailable why) -> warn(signed, reason, why);
        }
        return delivery;
    }

    private void warn(SignedTransaction signed, Delivery.Reason reason, ChainUnavailable why) {
        if (notices.isNew(Notices.Topic.DELIVERY, signed.hash() + " " + reason)) {
            String remedy = switch (reason) {
                case TOO_POOR -> "send coins to wallet " + chain.wallet();
                case NONCE_USED -> "the wallet is used elsewhere; give this gateway one of its own";
                case UNDERPRICED -> "it is tried with higher fees later";
                case OTHER -> "it is tried again";
            };
            LOG.warn("claim {} was not taken, {}: {}", signed.hash(), remedy, why.getMessage());
        }
    }

    private void bump(OpenClaim claim) {
        GasPrice price = chain.gasPrice();
        SignedTransaction stuck = claim.newest().signed();
        Fees fees = stuck.fees().bumped(price.fees());
        if (!isAllowed(claim, price, fees)) {
            if (notices.isNew(Notices.Topic.BUMP, stuck.hash())) {
                LOG.warn("claim {} waits for a block at {} per gas, and more is not worth it", stuck.hash(), fees);
            }
            return;
        }
        SignedTransaction replacement = chain.sign(claim.confirmations(), claim.nonce(), stuck.gasLimit(), fees);
        journal.replace(claim, new OpenClaim.Sent(replacement, clock.instant()));
        listener.pending();
        LOG.info("replacing claim {}, which is in no block, by {} with {}", stuck.hash(), replacement.hash(), fees);
        deliver(replacement);
    }

    private boolean isAllowed(OpenClaim claim, GasPrice price, Fees fees) {
        SignedTransaction first = claim.oldest().signed();
        BigInteger ceiling = first.fees().maxFee().multiply(BigInteger.valueOf(MAX_FEE_FACTOR));
        BigInteger cost = price.perGas(fees).multiply(BigInteger.valueOf(first.gasLimit()));
        Wei urgent = withThoseWhoLeave(claim);
        return urgent.isZero()
                ? fees.maxFee().compareTo(ceiling) <= 0 && rule.allows(cost, rule.brings(claim.owed(), chain), false)
                : rule.allows(cost, rule.brings(urgent, chain), true);
    }

    /**
     * What this claim is worth when owners leave, also others than its own: theirs can be claimed no earlier than this nonce is
     * used. Zero if nobody leaves.
     */
    private Wei withThoseWhoLeave(OpenClaim claim) {
        List<Claimable> leaving =
                accounts.claimable().stream().filter(Claimable::leaving).toList();
        if (leaving.isEmpty()) {
            return Wei.ZERO;
        }
        Set<Address> clients = leaving.stream().map(Claimable::client).collect(Collectors.toSet());
        Stream<Wei> others = claim.rows().stream()
                .filter(row -> !clients.contains(row.client()))
                .map(OpenClaim.Row::owed);
        return Stream.concat(leaving.stream().map(Claimable::owed), others).reduce(Wei.ZERO, Wei::plusOrMax);
    }

    /** True if a new claim is on its way; what pays nothing any more, or too little, is left to the rules for new ones. */
    private boolean renew(OpenClaim claim, long nonce, String why) {
        List<Claimable> rows = present(claim);
        Plan plan = planner.plan(rows, rows.stream().anyMatch(Claimable::leaving));
        if (plan instanceof Plan.Send send) {
            OpenClaim again = signed(send, nonce);
            LOG.warn("{}; its rows are claimed anew", why);
            journal.renew(claim, again);
            sendFirst(again);
            return true;
        }
        LOG.warn("{}; its rows are not claimed anew now: {}", why, plan);
        journal.end(claim);
        return false;
    }

    /** The rows of a claim as the accounts are now. */
    private List<Claimable> present(OpenClaim claim) {
        Map<?, Claimable> now =
                accounts.claimable().stream().collect(Collectors.toMap(Claimable::client, Function.identity()));
        Instant time = clock.instant();
        return claim.rows().stream()
                .map(row -> Optional.ofNullable(now.get(row.client())).orElseGet(() -> Claimable.of(row, time)))
                .toList();
    }
}
