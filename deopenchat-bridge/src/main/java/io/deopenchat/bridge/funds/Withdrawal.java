package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.funds.WithdrawalOutcome.Cancelled;
import io.deopenchat.bridge.funds.WithdrawalOutcome.Nothing;
import io.deopenchat.bridge.funds.WithdrawalOutcome.Paid;
import io.deopenchat.bridge.funds.WithdrawalOutcome.Refused;
import io.deopenchat.bridge.funds.WithdrawalOutcome.Waiting;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.SignedRelease;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gets the escrow of a client key back to the wallet that owns it. Each step looks at the chain first and does what is next
 * there, so that a step can be repeated, also after a crash between sending and seeing a transaction: a release is used once,
 * and a request that is pending is not asked for again, which would begin its delay anew.
 */
public final class Withdrawal {
    private final DeopenchatContract contract;
    private final TransactionSender owner;
    private final Address client;
    private final Supplier<Instant> chainTime;
    private final Function<AccountId, Owed> journals;
    private final Releases releases;
    private final boolean acceptsAnyTotal;

    /**
     * @param chainTime of the newest block, by which requests mature
     * @param journals what an account owes as this side knows it
     * @param acceptsAnyTotal agrees to whatever total a release settles at
     */
    public Withdrawal(
            DeopenchatContract contract,
            TransactionSender owner,
            Address client,
            Supplier<Instant> chainTime,
            Function<AccountId, Owed> journals,
            Releases releases,
            boolean acceptsAnyTotal) {
        this.contract = contract;
        this.owner = owner;
        this.client = client;
        this.chainTime = chainTime;
        this.journals = journals;
        this.releases = releases;
        this.acceptsAnyTotal = acceptsAnyTotal;
    }

    /**
     * Does what is next: finishes a mature request, else asks for a release and uses it, else requests with the delay.
     *
     * @param amount base units; {@link Wei#MAX} for everything, which alone can be released
     */
    public WithdrawalOutcome proceed(Address provider, Wei amount) {
        Optional<AccountState> found = contract.escrow().account(provider, client);
        return found.isEmpty()
                ? new Nothing("client " + client + " has no account with this provider")
                : obstacle(found.get()).orElseGet(() -> next(provider, found.get(), amount));
    }

    private WithdrawalOutcome next(Address provider, AccountState account, Wei amount) {
        if (isMature(account)) {
            return finish(provider);
        }
        if (account.escrow().isZero()) {
            return new Nothing("the escrow is empty");
        }
        if (account.isDisplaced()) {
            return waiting(account, "the client named another owner");
        }
        return amount.equals(Wei.MAX)
                ? release(provider, account)
                : slowly(provider, account, amount, "a part was asked for");
    }

    private Optional<WithdrawalOutcome> obstacle(AccountState account) {
        if (account.isDisplaced() && !account.withdrawalBeneficiary().equals(owner.address())) {
            return Optional.of(new Refused("wallet " + account.withdrawalBeneficiary()
                    + " owned the account before and is paid first, from "
                    + account.maturesAt().orElseThrow()
                    + "; finish that with --finish, then withdraw"));
        }
        return account.isDisplaced() || account.owner().equals(owner.address())
                ? Optional.empty()
                : Optional.of(new Refused("the account belongs to wallet " + account.owner() + ", not to "
                        + owner.address() + "; use that wallet's key"));
    }

    private boolean isMature(AccountState account) {
        Instant now = chainTime.get();
        return account.maturesAt().filter(from -> !now.isBefore(from)).isPresent()
                && account.lapsesAt().filter(until -> !now.isBefore(until)).isEmpty();
    }

    private boolean isPending(AccountState account) {
        return account.maturesAt().filter(chainTime.get()::isBefore).isPresent();
    }

    private WithdrawalOutcome release(Address provider, AccountState account) {
        return switch (releases.ask(provider)) {
            case Reply.Answered<SignedRelease>(SignedRelease signed) -> agreed(provider, account, signed);
            case Reply.Refused<SignedRelease>(GatewayRefusal refusal)
            when refusal.is(ErrorCode.ROUNDS_IN_FLIGHT) ->
                new Refused("rounds are in flight; try again when they have ended, or use --with-delay");
            case Reply.Refused<SignedRelease>(GatewayRefusal refusal) ->
                slowly(provider, account, Wei.MAX, "the gateway gives no release: " + refusal.summary());
            case Reply.Failed<SignedRelease>(String reason) ->
                slowly(provider, account, Wei.MAX, "no release: " + reason);
        };
    }

    private WithdrawalOutcome agreed(Address provider, AccountState account, SignedRelease signed) {
        Release release = signed.release();
        if (!release.provider().equals(provider)
                || !release.client().equals(client)
                || release.nonce() != account.releaseNonce()) {
            return slowly(provider, account, Wei.MAX, "the gateway's release is not for this account as it is now");
        }
        Wei owed = owed(provider).total().max(account.claimed());
        if (release.settledTotal().isAbove(owed) && !acceptsAnyTotal) {
            return slowly(provider, account, Wei.MAX, disagreement(provider, release.settledTotal(), owed));
        }
        MinedTransaction mined = owner.send(contract.withdrawals().release(release, signed.signature()));
        return paid(
                mined,
                AccountEvent.Released.class,
                event -> new Paid(event.paid(), event.providerPaid(), mined.hash()));
    }

    private String disagreement(Address provider, Wei settled, Wei owed) {
        int open = owed(provider).openRounds();
        return "the gateway settles at " + settled + " base units in total, this journal knows of " + owed
                + (open == 0 ? "" : " and of " + open + " rounds whose end a daemon would find out")
                + "; --accept-settled-total agrees";
    }

    private WithdrawalOutcome slowly(Address provider, AccountState account, Wei amount, String why) {
        if (isPending(account)) {
            return waiting(account, why);
        }
        Wei declared = owed(provider).total().max(account.claimed());
        owner.send(contract.withdrawals().requestWithdrawal(provider, client, amount, declared));
        return waiting(contract.escrow().account(provider, client).orElseThrow(), why);
    }

    private static Waiting waiting(AccountState account, String why) {
        return new Waiting(
                account.withdrawing(),
                account.declaredTotal(),
                account.maturesAt().orElseThrow(),
                account.lapsesAt(),
                why);
    }

    private Owed owed(Address provider) {
        return journals.apply(AccountId.of(contract.domain(), provider, client));
    }

    /** Finishes a mature request and does nothing else; of a displaced owner's, too, because it is in the way. */
    public WithdrawalOutcome finishOnly(Address provider) {
        Optional<AccountState> account = contract.escrow().account(provider, client);
        if (account.flatMap(AccountState::maturesAt).isEmpty()) {
            return new Nothing("no withdrawal is requested");
        }
        if (isMature(account.orElseThrow())) {
            return finish(provider);
        }
        return isPending(account.orElseThrow())
                ? waiting(account.orElseThrow(), "it has not matured")
                : new Refused("the request lapsed at "
                        + account.orElseThrow().lapsesAt().orElseThrow() + "; withdraw without --finish asks again");
    }

    private WithdrawalOutcome finish(Address provider) {
        MinedTransaction mined = owner.send(contract.withdrawals().finishWithdrawal(provider, client));
        return paid(
                mined,
                AccountEvent.WithdrawalFinished.class,
                event -> new Paid(event.paid(), event.providerPaid(), mined.hash()));
    }

    /** Takes the request back. */
    public WithdrawalOutcome cancel(Address provider) {
        Optional<AccountState> account = contract.escrow().account(provider, client);
        if (account.flatMap(AccountState::maturesAt).isEmpty()) {
            return new Nothing("no withdrawal is requested");
        }
        return obstacle(account.orElseThrow())
                .orElseGet(() -> new Cancelled(owner.send(contract.withdrawals().cancelWithdrawal(provider, client))
                        .hash()));
    }

    private <E extends AccountEvent> WithdrawalOutcome paid(
            MinedTransaction mined, Class<E> kind, Function<E, WithdrawalOutcome> outcome) {
        return contract.events(mined).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .map(outcome)
                .orElseThrow(() -> new IllegalStateException(mined + " left no " + kind.getSimpleName() + " event"));
    }
}
