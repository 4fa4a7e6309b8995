package io.deopenchat.gateway.account;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AdmissionRules.Surroundings;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The accounts of all clients. Every decision about money is one step under one lock: look, decide, change memory, queue
 * the change for the disk. Whoever needs the change durable waits for the future outside the lock; the ledger writes in the
 * order in which changes were queued, so what is on disk is always a state that was true.
 */
public final class AccountBook {
    private final Ledger ledger;
    private final Domain domain;
    private final Address provider;
    private final Credit credit;
    private final AdmissionRules rules;
    private final InstantSource clock;
    private final long window;
    private final long sequenceFloor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, Account> accounts = new HashMap<>();
    private final OwnerDebts debts = new OwnerDebts();
    private final Map<Bytes32, Integer> inFlightOfModel = new HashMap<>();

    /** @param window how far a sequence may be from the highest used one, either way */
    public AccountBook(
            Ledger ledger, Domain domain, Address provider, Credit credit, long window, InstantSource clock) {
        this.ledger = ledger;
        this.domain = domain;
        this.provider = provider;
        this.credit = credit;
        this.rules = new AdmissionRules(credit);
        this.window = window;
        this.clock = clock;
        this.sequenceFloor = ledger.sequenceFloor();
        ledger.restore(provider, window, clock.instant()).forEach(account -> accounts.put(account.client(), account));
    }

    /** What the open market asks of accounts. */
    public OrderAccounts orders() {
        return new OrderAccounts(lock, accounts, this::newAccount, clock);
    }

    /** Takes over what the contract says of an account. */
    public void update(AccountState state) {
        locked(() -> {
            Account account = accounts.computeIfAbsent(state.client(), this::newAccount);
            if (sequenceFloor > 0) {
                account.notePaidBeyondTheCopy(state);
            }
            account.chain(state);
            debts.recount(account);
            return claimed(account, state.claimed());
        });
    }

    private Account newAccount(Address client) {
        Account account = new Account(client, provider, window);
        account.used().useAllTo(sequenceFloor);
        return account;
    }

    /** A round that was admitted before. The disk is asked only where memory says that there may be one. */
    public Optional<StoredRound> find(Address client, long sequence) {
        return isFresh(client, sequence) ? Optional.empty() : ledger.round(client, sequence);
    }

    /** The same without its answer, which may be large. */
    public Optional<StoredHead> head(Address client, long sequence) {
        return isFresh(client, sequence) ? Optional.empty() : ledger.head(client, sequence);
    }

    private boolean isFresh(Address client, long sequence) {
        return locked(() -> {
            Account account = accounts.get(client);
            return account == null || (account.isInWindow(sequence) && !account.isUsed(sequence));
        });
    }

    /** Whether a round was billed and nobody has signed for it yet. */
    public boolean isUnconfirmed(Address client, long sequence) {
        return locked(() -> {
            Account account = accounts.get(client);
            return account != null && account.unconfirmed(sequence).isPresent();
        });
    }

    /**
     * Rule 1 of the gateway, from the account on. Signature, content and deadline were checked.
     *
     * @param listing of the requested model, empty if it is not listed
     * @param lastRule asked when nothing else speaks against the round: takes a place for it, or says why there is none. Must not
     *     wait, and must not come back here
     */
    public Admission admit(Terms terms, Optional<Listing> listing, Supplier<Optional<ProtocolError>> lastRule) {
        return locked(() -> {
            Account account = accounts.get(terms.client());
            if (account == null) {
                account = newAccount(terms.client());
            } else {
                account.sawAuthorized(terms.request().authorized());
            }
            Optional<ProtocolError> refusal = rules.refusal(account, terms, surroundings(account, terms, listing))
                    .or(this::noDisk)
                    .or(lastRule);
            if (refusal.isPresent()) {
                return new Admission.Refused(refusal.get());
            }
            account.reserve(terms.sequence(), terms.maxCost());
            debts.recount(account);
            inFlightOfModel.merge(terms.request().model(), 1, Integer::sum);
            return new Admission.Admitted(ledger.admitted(terms, AccountRow.of(account), clock.instant()));
        });
    }

    private Optional<ProtocolError> noDisk() {
        return ledger.space().isShort()
                ? Optional.of(ProtocolError.of(
                        ErrorCode.CAPACITY_EXCEEDED, "this provider has no room to record rounds; ask again later"))
                : Optional.empty();
    }

    /** Why nothing that this client asks for could be admitted, whatever it is. */
    public Optional<ProtocolError> stranger(SignedRequest signed) {
        return locked(() -> AdmissionRules.stranger(
                Optional.ofNullable(accounts.get(signed.client())).flatMap(Account::chain), signed));
    }

    private Surroundings surroundings(Account account, Terms terms, Optional<Listing> listing) {
        return new Surroundings(
                listing,
                inFlightOfModel.getOrDefault(terms.request().model(), 0),
                debts.ofOthers(account),
                clock.instant());
    }

    /** Bills a round in flight; the future completes when the receipt is durable and may be sent. */
    public CompletableFuture<Void> complete(Terms terms, FinishedRound round, String usageSource) {
        byte[] sealed = ledger.seal(round);
        return locked(() -> {
            Account account = endReservation(terms);
            account.bill(round.receipt());
            debts.recount(account);
            return ledger.completed(round, usageSource, sealed, AccountRow.of(account), clock.instant());
        });
    }

    /** Ends a round in flight without a bill. */
    public CompletableFuture<Void> voidRound(Terms terms, ProtocolError reason) {
        return locked(() -> {
            endReservation(terms).voids().add(clock.instant());
            return ledger.voided(terms, reason, clock.instant());
        });
    }

    /** Frees what a round holds that could be neither billed nor made void; on disk it becomes void at the next start. */
    public void forget(Terms terms) {
        locked(() -> {
            if (known(terms.client()).isInFlight(terms.sequence())) {
                endReservation(terms);
            }
            return terms;
        });
    }

    private Account endReservation(Terms terms) {
        Account account = known(terms.client());
        account.unreserve(terms.sequence());
        debts.recount(account);
        inFlightOfModel.merge(terms.request().model(), -1, Integer::sum);
        return account;
    }

    private Account known(Address client) {
        Account account = accounts.get(client);
        if (account == null) {
            throw new IllegalStateException("no account of client " + client);
        }
        return account;
    }

    /**
     * Takes a confirmation whose signature was checked. A higher total is kept whatever else is wrong with it, because it
     * is money; rounds count as confirmed only when the total pays for them.
     */
    public ConfirmationOutcome confirm(ConfirmationCall call) {
        return locked(() -> {
            Account account = accounts.get(call.client());
            if (account == null || account.chain().isEmpty()) {
                return new ConfirmationOutcome.Refused(AdmissionRules.unknownAccount(call.client()));
            }
            return confirm(account, call);
        });
    }

    private ConfirmationOutcome confirm(Account account, ConfirmationCall call) {
        Confirmation held = account.confirmation();
        Confirmation signed = call.signed().confirmation();
        List<SignedReceipt> covered = call.sequences().stream()
                .flatMap(sequence -> account.unconfirmed(sequence).stream())
                .toList();
        boolean reconstructed = covered.size() == call.sequences().size()
                && continued(held, covered).filter(signed::equals).isPresent();
        boolean isNewer = signed.cumulativeCost().isAbove(held.cumulativeCost())
                || (reconstructed && signed.rounds() > held.rounds());
        if (!isNewer) {
            // the one that is held may be on its way to the disk, and this answer promises it as well
            return new ConfirmationOutcome.Stored(account.newest(), ledger.everythingSoFar());
        }
        List<Long> paid = paid(account, signed, covered, reconstructed).stream()
                .map(receipt -> receipt.receipt().sequence())
                .toList();
        paid.forEach(account::confirmed);
        debts.recount(account);
        account.newest(call.signed(), clock.instant());
        CompletableFuture<Void> durable = ledger.confirmed(AccountRow.of(account), paid, clock.instant());
        return reconstructed && paid.size() == covered.size()
                ? new ConfirmationOutcome.Stored(account.newest(), durable)
                : new ConfirmationOutcome.Mismatched(mismatch(account, held), durable);
    }

    /** The confirmation that this side expects after {@code receipts}; empty if the sums leave their range. */
    private Optional<Confirmation> continued(Confirmation from, List<SignedReceipt> receipts) {
        Confirmation result = from;
        try {
            for (SignedReceipt receipt : receipts) {
                result = result.and(receipt.receipt(), domain.digest(receipt.receipt()));
            }
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
        return Optional.of(result);
    }

    /**
     * What a confirmation covers. Receipts from before a ledger was restored may be in totals that it does not know: the first
     * one that pays for all of them, beside those it names, covers them.
     */
    private List<SignedReceipt> paid(
            Account account, Confirmation signed, List<SignedReceipt> named, boolean reconstructed) {
        List<SignedReceipt> withOlder = Stream.concat(named.stream(), account.unconfirmedUpTo(sequenceFloor).stream())
                .distinct()
                .toList();
        if (!reconstructed && paysFor(account, signed, withOlder)) {
            return withOlder;
        }
        return paysFor(account, signed, named) ? named : List.of();
    }

    /**
     * Beside what the held confirmation covers. Rounds that a restored ledger began itself come behind what the contract had
     * paid by then: a client that keeps its newest confirmation back would else sign for that money a second time.
     */
    private boolean paysFor(Account account, Confirmation signed, List<SignedReceipt> covered) {
        List<SignedReceipt> sinceTheCopy = covered.stream()
                .filter(receipt -> receipt.receipt().sequence() > sequenceFloor)
                .toList();
        return isAtLeast(signed, account.confirmed(), covered)
                && (sinceTheCopy.isEmpty() || isAtLeast(signed, account.paidBeyondTheCopy(), sinceTheCopy));
    }

    private static boolean isAtLeast(Confirmation signed, Wei paidBefore, List<SignedReceipt> covered) {
        BigInteger owed = covered.stream()
                .map(receipt -> receipt.receipt().cost().value())
                .reduce(paidBefore.value(), BigInteger::add);
        return signed.cumulativeCost().value().compareTo(owed) >= 0;
    }

    private static ProtocolError mismatch(Account account, Confirmation held) {
        var details = Json.object();
        account.newest().ifPresent(newest -> details.set("confirmation", newest.toJson()));
        var receipts = details.putArray("unconfirmed");
        account.unconfirmedReceipts(AdmissionRules.MAX_RECEIPTS_IN_AN_ERROR)
                .forEach(receipt -> receipts.add(receipt.toJson()));
        return ProtocolError.of(
                ErrorCode.TRANSCRIPT_MISMATCH,
                "the confirmation was stored, but it does not continue the " + held.rounds() + " rounds and "
                        + held.cumulativeCost() + " base units held before by the rounds it names; reconcile",
                details);
    }

    /** The answer to a client that has no account here. */
    public static ProtocolError unknownAccount(Address client) {
        return AdmissionRules.unknownAccount(client);
    }

    /**
     * The caller's own account; empty if there is none. Waits for the disk: who reads of a confirmation or a receipt takes it
     * for kept.
     */
    public Optional<AccountInfo> info(Address client) {
        Optional<Shown> shown = locked(() -> Optional.ofNullable(accounts.get(client))
                .flatMap(account ->
                        account.chain().map(state -> new Shown(info(account, state), ledger.everythingSoFar()))));
        shown.ifPresent(account -> account.durable.join());
        return shown.map(Shown::info);
    }

    private record Shown(AccountInfo info, CompletableFuture<Void> durable) {}

    private AccountInfo info(Account account, AccountState state) {
        return new AccountInfo(
                account.client(),
                state.owner(),
                state.escrow(),
                state.locked(),
                state.claimed(),
                state.withdrawing(),
                state.releaseNonce(),
                account.reservedTotal(),
                credit.limit(state.claimed()),
                account.highestAuthorized(),
                account.highestSequence() + 1,
                account.newest().orElse(null),
                account.unconfirmedReceipts(Limits.MAX_CONFIRMED_AT_ONCE));
    }

    /** How many rounds of a model are in flight. */
    public int inFlight(Bytes32 model) {
        return locked(() -> inFlightOfModel.getOrDefault(model, 0));
    }

    /**
     * Signs that the owner may take back at once what the rounds so far have not cost. From then on nothing is admitted
     * until the release is used or expired; the same one is given out again until then.
     */
    public ReleaseOutcome release(Address client, Signer operator) {
        return locked(() -> {
            Account account = accounts.get(client);
            if (account == null || account.chain().isEmpty()) {
                return new ReleaseOutcome.Refused(AdmissionRules.unknownAccount(client));
            }
            if (account.hasRoundsInFlight()) {
                return new ReleaseOutcome.Refused(ProtocolError.of(
                        ErrorCode.ROUNDS_IN_FLIGHT, "rounds are in flight; ask again when they are finished"));
            }
            long nonce = account.chain().orElseThrow().releaseNonce();
            Optional<OpenRelease> out = account.release().filter(open -> open.isOut(nonce, clock.instant()));
            if (out.isPresent()) {
                return new ReleaseOutcome.Signed(out.get(), ledger.everythingSoFar());
            }
            Release release = new Release(
                    provider,
                    client,
                    settledTotal(account),
                    nonce,
                    clock.instant()
                            .plus(Limits.MAX_RELEASE_DEADLINE.dividedBy(2))
                            .getEpochSecond());
            OpenRelease open = new OpenRelease(release, operator.sign(domain, release));
            account.release(open);
            return new ReleaseOutcome.Signed(open, ledger.saved(AccountRow.of(account)));
        });
    }

    /** A client may confirm any total, so the sum may leave the range of an amount. */
    private static Wei settledTotal(Account account) {
        BigInteger total =
                account.confirmed().value().add(account.unconfirmedTotal().value());
        return new Wei(total.min(Wei.MAX.value()));
    }

    /** Confirmations worth more than what was claimed, of accounts whose escrow still holds something. */
    public List<Claimable> claimable() {
        return locked(() -> accounts.values().stream()
                .flatMap(account -> account.claimable(clock.instant()).stream())
                .toList());
    }

    /** Sums over all accounts at one moment. */
    public AccountTotals totals() {
        return locked(() -> new AccountTotals(
                accounts.size(),
                sum(account -> account.chain().map(AccountState::freeEscrow).orElse(Wei.ZERO)),
                sum(Account::reservedTotal),
                sum(Account::unconfirmedTotal),
                sum(AccountBook::unclaimed),
                accounts.values().stream()
                        .mapToLong(account -> account.unclaimedTokens().value())
                        .sum()));
    }

    /** A client may sign any total; what its escrow does not hold is no money. */
    private static Wei unclaimed(Account account) {
        return account.confirmed()
                .minusOrZero(account.claimed())
                .min(account.chain().map(AccountState::escrow).orElse(Wei.ZERO));
    }

    private Wei sum(Function<Account, Wei> amount) {
        return accounts.values().stream().map(amount).reduce(Wei.ZERO, Wei::plusOrMax);
    }

    /** A claim was mined that makes {@code claimed} base units of this account in total. */
    public void claimed(Address client, Wei claimed) {
        locked(() -> {
            Account account = accounts.get(client);
            return account == null ? CompletableFuture.<Void>completedFuture(null) : claimed(account, claimed);
        });
    }

    private CompletableFuture<Void> claimed(Account account, Wei claimed) {
        return account.claimed(claimed)
                ? ledger.saved(AccountRow.of(account))
                : CompletableFuture.completedFuture(null);
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
