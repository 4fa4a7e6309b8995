package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** An account book on a real ledger, and short words for what happens to it. Amounts are base units. */
final class TestBook implements AutoCloseable {
    static final int WINDOW = 16;
    static final long MUCH = 1_000_000;
    static final Usage USAGE = new Usage(7, 3);

    private final Path directory;
    private final Wei startingCredit;
    private final int window;
    private final HandClock clock;
    private final Ledger ledger;
    private final AccountBook accounts;

    /** What its disk has free; {@link #hasFree} has it seen. */
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

    private TestBook(Path directory, Wei startingCredit, int window, HandClock clock) {
        this(directory, startingCredit, window, clock, StorageBounds.NONE);
    }

    private TestBook(Path directory, Wei startingCredit, int window, HandClock clock, StorageBounds bounds) {
        this.directory = directory;
        this.startingCredit = startingCredit;
        this.window = window;
        this.clock = clock;
        this.ledger = Ledger.open(
                directory,
                Parties.DOMAIN,
                Parties.PROVIDER,
                Parties.SEAL,
                bounds,
                () -> new DiskSpace(free::get, bounds.freeBytes()),
                failure -> {
                    throw failure;
                },
                sync -> {});
        this.accounts =
                new AccountBook(ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(startingCredit), window, clock);
    }

    static TestBook open(Path directory) {
        return open(directory, MUCH);
    }

    static TestBook open(Path directory, long startingCredit) {
        return new TestBook(directory, Wei.of(startingCredit), WINDOW, new HandClock());
    }

    static TestBook openWithin(Path directory, StorageBounds bounds) {
        return new TestBook(directory, Wei.of(MUCH), WINDOW, new HandClock(), bounds);
    }

    /** The disk has so much free from now on, and somebody looked. */
    void hasFree(long bytes) {
        free.set(bytes);
        ledger.lookAtTheDisk();
    }

    static TestBook openWithWindow(Path directory, int window) {
        return new TestBook(directory, Wei.of(MUCH), window, new HandClock());
    }

    /** What the next process sees after this one ended. */
    TestBook reopen() {
        ledger.close();
        return new TestBook(directory, startingCredit, window, clock);
    }

    AccountBook accounts() {
        return accounts;
    }

    Ledger ledger() {
        return ledger;
    }

    HandClock clock() {
        return clock;
    }

    Path file() {
        return directory.resolve(Ledger.FILE);
    }

    /** The contract says so. */
    TestBook knows(Escrow escrow) {
        accounts.update(escrow.state());
        return this;
    }

    static Listing listing() {
        return Offer.listing(Offer.BY_REQUEST, 1_000);
    }

    Admission admit(Wish wish) {
        return accounts.admit(wish.terms(), Optional.of(listing()), Optional::empty);
    }

    /** Admits and waits until that is durable. */
    void admits(Wish wish) {
        admits(wish, listing());
    }

    void admits(Wish wish, Listing listing) {
        assertThat(accounts.admit(wish.terms(), Optional.of(listing), Optional::empty))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class, admitted -> admitted.durable().join());
    }

    ProtocolError refuses(Wish wish) {
        return refuses(wish, listing());
    }

    ProtocolError refuses(Wish wish, Listing listing) {
        return refusal(accounts.admit(wish.terms(), Optional.of(listing), Optional::empty));
    }

    void refuses(ErrorCode code, Wish wish) {
        assertThat(refuses(wish).code()).isEqualTo(code);
    }

    static ProtocolError refusal(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).error();
    }

    /** A round from its admission to its durable receipt. */
    SignedReceipt bills(Wish wish, long cost) {
        admits(wish);
        return completes(wish, cost);
    }

    SignedReceipt completes(Wish wish, long cost) {
        Terms terms = wish.terms();
        FinishedRound round = finished(terms, cost);
        accounts.complete(terms, round, "backend_final").join();
        return round.receipt();
    }

    void voids(Wish wish) {
        accounts.voidRound(wish.terms(), ProtocolError.of(ErrorCode.BACKEND_ERROR, "it broke"))
                .join();
    }

    static FinishedRound finished(Terms terms, long cost) {
        byte[] log = ("answer " + terms.sequence()).getBytes(StandardCharsets.UTF_8);
        Receipt receipt = new Receipt(
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                Bytes32.of(Hash.sha256().digest(log)),
                USAGE,
                Wei.of(cost),
                RoundStatus.COMPLETE);
        return new FinishedRound(
                new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt)),
                "application/json",
                false,
                Buffer.buffer(log));
    }

    /** The client confirms exactly these receipts, in this order. */
    Confirmation confirms(ClientKey client, SignedReceipt... receipts) {
        ConfirmationCall call = client.confirms(held(client), List.of(receipts));
        stores(call);
        return call.signed().confirmation();
    }

    ConfirmationOutcome.Stored stores(ConfirmationCall call) {
        ConfirmationOutcome outcome = accounts.confirm(call);
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Stored.class);
        ConfirmationOutcome.Stored stored = (ConfirmationOutcome.Stored) outcome;
        stored.durable().join();
        return stored;
    }

    ProtocolError mismatches(ConfirmationCall call) {
        ConfirmationOutcome outcome = accounts.confirm(call);
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Mismatched.class);
        ConfirmationOutcome.Mismatched mismatched = (ConfirmationOutcome.Mismatched) outcome;
        mismatched.durable().join();
        assertThat(mismatched.error().code()).isEqualTo(ErrorCode.TRANSCRIPT_MISMATCH);
        return mismatched.error();
    }

    /** What the gateway holds as the newest confirmation. */
    Confirmation held(ClientKey client) {
        return info(client)
                .newestConfirmation()
                .map(signed -> signed.confirmation())
                .orElseGet(() -> Confirmation.none(Parties.PROVIDER));
    }

    AccountInfo info(ClientKey client) {
        return accounts.info(client.address()).orElseThrow();
    }

    /** Of rounds that a claim would pay. */
    void hasUnclaimedTokens(long tokens) {
        assertThat(unclaimedTokens()).isEqualTo(tokens);
    }

    long unclaimedTokens() {
        return accounts.claimable().stream().mapToLong(Claimable::tokens).sum();
    }

    /** Bills that no confirmation covers. */
    long unconfirmed(ClientKey client) {
        return info(client).unconfirmed().stream()
                .mapToLong(signed -> signed.receipt().cost().value().longValueExact())
                .sum();
    }

    long reserved(ClientKey client) {
        return info(client).reserved().value().longValueExact();
    }

    List<Long> unconfirmedSequences(ClientKey client) {
        return info(client).unconfirmed().stream()
                .map(signed -> signed.receipt().sequence())
                .toList();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
