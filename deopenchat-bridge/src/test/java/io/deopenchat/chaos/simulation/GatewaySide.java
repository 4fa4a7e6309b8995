package io.deopenchat.chaos.simulation;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Admission;
import io.deopenchat.gateway.account.AnswerSeal;
import io.deopenchat.gateway.account.ConfirmationOutcome;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.SteppedLedger;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.claim.ClaimTurns;
import io.deopenchat.gateway.claim.Pace;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.escrow.BothViews;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.SteppedDatabase;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway: real accounts, ledger and claims; requests, answers and the look at the chain are steps of the run. */
final class GatewaySide extends Daemon {
    private static final long POLL_MILLIS = 15_000;
    private static final ClaimConfig CLAIMS = new ClaimConfig(3_000, Duration.ofMinutes(5), 0);
    private static final Pace PACE = new Pace(World.DEPTH, Duration.ofSeconds(5), Duration.ofSeconds(40));
    private static final long UNLIMITED = 1_000_000_000_000L;
    private static final int FAILING_PERCENT = 8;

    private final int number;
    private final Signer wallet;
    private final Path directory;
    private final AnswerSeal seal;
    private final WalletNode node;
    private final Map<Key, Live> live = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable SteppedLedger ledger;
    private @Nullable AccountBook book;
    private @Nullable ClaimTurns claims;
    private boolean syncing;
    private boolean closing;
    private boolean settled;

    private record Key(Address client, long sequence) {}

    private record Waiting(CompletableFuture<Void> durable, Runnable step) {}

    /** A round in flight, and who waits for its answer. */
    private record Live(Terms terms, Usage usage, List<Consumer<Reply<ReceivedLog>>> readers) {}

    GatewaySide(World world, int number) {
        super(world);
        this.number = number;
        this.wallet = world.wallets.get(number);
        this.directory = world.directory.resolve("gateway-" + number);
        this.seal = AnswerSeal.of(new SimulatedCurve().secret(number));
        this.node = new WalletNode(world.chain, number, wallet.address(), world::weather, world.chance);
    }

    Path file() {
        return directory.resolve(Ledger.FILE);
    }

    /** From now on claims whatever is confirmed, as at its end. */
    void closes() {
        closing = true;
    }

    boolean hasSettled() {
        return settled && live.isEmpty();
    }

    @Override
    protected void start() {
        Templates.bring(
                world.files, file(), () -> open(SteppedDatabase.Moments.QUIET).disk());
        ledger = open(this);
        Ledger opened = ledger.ledger();
        Wei starting = Wei.of(world.has(Bug.CEILING_NOT_RESERVED) ? UNLIMITED : world.startingCredit);
        book = new AccountBook(
                opened, world.domain, wallet.address(), new Credit(starting), Limits.SEQUENCE_WINDOW, world.scheduler);
        claims = new ClaimTurns(book(), opened.claims(), node, CLAIMS, PACE, world.scheduler);
        world.trace.note(() -> this + " starts");
        poll();
    }

    private SteppedLedger open(SteppedDatabase.Moments moments) {
        return SteppedLedger.open(world.files, directory, world.domain, wallet.address(), seal, moments);
    }

    private AccountBook book() {
        return World.required(book);
    }

    @Override
    protected void lose() {
        live.clear();
        waiting.clear();
        syncing = false;
        if (ledger != null) {
            end(ledger.disk(), file());
        }
        ledger = null;
        book = null;
        claims = null;
        if (world.has(Bug.CONFIRMED_LOWERED)) {
            goBack();
        }
    }

    /** Puts the copy of an earlier end in the place of the ledger, and keeps one of this end for later. */
    private void goBack() {
        world.files.close(file());
        Path copy = directory.resolve("copy");
        try {
            Files.deleteIfExists(file().resolveSibling(Ledger.FILE + "-wal"));
            if (Files.exists(copy)) {
                Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
            } else if (Files.exists(file())) {
                Files.copy(file(), copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void poll() {
        try {
            node.requireUp();
            look();
        } catch (ChainUnavailable away) {
            world.trace.note(() -> this + " cannot see the chain");
        }
        settled = World.required(claims).turn(closing);
        goOn();
        later(POLL_MILLIS, this::poll);
    }

    private void look() {
        ChainState newest = world.chain.newest();
        ChainState deep = world.chain.at(world.chain.settled(World.DEPTH));
        for (int client = 0; client < world.clients.size(); client++) {
            Pair pair = new Pair(number, client);
            if (newest.account(pair).deposited() > 0 && isDeep(deep.account(pair))) {
                book().update(seen(newest.account(pair), deep.account(pair), pair));
            }
        }
    }

    private boolean isDeep(Escrow deep) {
        return deep.deposited() > 0 || world.has(Bug.ESCROW_BEFORE_DEPTH);
    }

    private AccountState seen(Escrow newest, Escrow deep, Pair pair) {
        Escrow known = world.has(Bug.WITHDRAWAL_IGNORED) ? newest.withoutRequest() : newest;
        AccountState now = state(known, pair);
        return world.has(Bug.ESCROW_BEFORE_DEPTH) ? now : BothViews.of(now, state(deep, pair));
    }

    private AccountState state(Escrow escrow, Pair pair) {
        return escrow.state(
                world.client(pair.client()), world.owners.get(pair.client()), world.clientKey(pair.client()));
    }

    private Listing listing() {
        return world.chain.newest().market(number).listing().at(world.scheduler.instant());
    }

    /** A signed request arrives. */
    void request(Pair pair, SignedRequest signed, InferenceCall call, Consumer<Reply<ReceivedLog>> reader) {
        Bytes32 hash = world.domain.digest(signed.request());
        if (!world.verifier.isSignedBy(signed.client(), hash, signed.signature())) {
            reader.accept(Refusals.of(ErrorCode.INVALID_SIGNATURE));
            return;
        }
        Terms terms = new Terms(signed, hash, call, World.LIMITS);
        Live running = live.get(new Key(signed.client(), terms.sequence()));
        Optional<StoredRound> stored = running == null
                ? book().find(signed.client(), terms.sequence())
                        .filter(round -> round.requestHash().equals(hash))
                : Optional.empty();
        if (running != null && running.terms().requestHash().equals(hash)) {
            running.readers().add(reader);
        } else if (stored.isPresent()) {
            retried(pair, terms, stored.get(), reader);
        } else {
            fresh(pair, terms, reader);
        }
    }

    private void retried(Pair pair, Terms terms, StoredRound stored, Consumer<Reply<ReceivedLog>> reader) {
        if (world.has(Bug.RUN_AGAIN) && stored instanceof StoredRound.Finished) {
            call(pair, terms);
        }
        reader.accept(answer(stored));
    }

    private void fresh(Pair pair, Terms terms, Consumer<Reply<ReceivedLog>> reader) {
        if (terms.request().deadline() + Limits.CLOCK_SKEW.toSeconds()
                < world.scheduler.instant().getEpochSecond()) {
            reader.accept(Refusals.of(ErrorCode.REQUEST_EXPIRED));
            return;
        }
        forgetReservations(pair);
        switch (book().admit(terms, Optional.of(listing()), Optional::empty)) {
            case Admission.Refused refused -> {
                world.trace.note(() -> pair + " round " + terms.sequence() + " refused: "
                        + refused.error().message());
                reader.accept(Refusals.of(refused.error()));
            }
            case Admission.Admitted admitted -> admitted(pair, terms, admitted, reader);
        }
    }

    /** Only with the bug: reserved money looks as if it were there again. */
    private void forgetReservations(Pair pair) {
        if (world.has(Bug.CEILING_NOT_RESERVED)) {
            book().info(world.client(pair.client())).ifPresent(info -> {
                AccountState state = state(world.chain.newest().account(pair), pair);
                book().update(state.withMoney(state.escrow().plus(info.reserved()), state.claimed()));
            });
        }
    }

    private void admitted(Pair pair, Terms terms, Admission.Admitted admitted, Consumer<Reply<ReceivedLog>> reader) {
        world.trace.note(() -> pair + " round " + terms.sequence() + " admitted, at most " + terms.maxCost());
        Usage usage = usage(terms.call());
        Live round = new Live(terms, usage, new ArrayList<>(List.of(reader)));
        live.put(new Key(terms.client(), terms.sequence()), round);
        whenDurable(admitted.durable(), () -> {
            world.backend.called(new BackendLog.Call(
                    pair, terms.sequence(), terms.requestHash().toString(), usage));
            later(world.chance.between(20, 6_000), () -> ended(pair, round));
        });
    }

    private void call(Pair pair, Terms terms) {
        world.backend.called(
                new BackendLog.Call(pair, terms.sequence(), terms.requestHash().toString(), usage(terms.call())));
    }

    private Usage usage(InferenceCall call) {
        return new Usage(
                world.chance.between(1, call.bodyBytes()),
                world.chance.between(0, call.completionLimit().orElseThrow()));
    }

    private void ended(Pair pair, Live round) {
        if (world.chance.percent(FAILING_PERCENT)) {
            ProtocolError reason = ProtocolError.of(ErrorCode.BACKEND_ERROR, "the backend failed");
            finish(round, book().voidRound(round.terms(), reason), Refusals.of(reason));
            return;
        }
        Terms terms = round.terms();
        Prices prices = world.has(Bug.LATER_PRICE)
                ? listing().prices()
                : terms.request().prices();
        byte[] log = new byte[Math.toIntExact(round.usage().completionTokens()) * 2 + 1];
        Receipt receipt = new Receipt(
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                Bytes32.of(Hash.sha256().digest(log)),
                round.usage(),
                prices.costAtMost(round.usage(), terms.maxCost()),
                RoundStatus.COMPLETE);
        SignedReceipt signed = new SignedReceipt(receipt, wallet.sign(world.domain, receipt));
        FinishedRound finished = new FinishedRound(signed, "application/json", false, Buffer.buffer(log));
        world.trace.note(() -> pair + " round " + terms.sequence() + " billed: " + receipt.cost());
        finish(round, book().complete(terms, finished, "backend_final"), new Reply.Answered<>(received(finished)));
    }

    private void finish(Live round, CompletableFuture<Void> durable, Reply<ReceivedLog> reply) {
        whenDurable(durable, () -> {
            live.remove(new Key(round.terms().client(), round.terms().sequence()));
            round.readers().forEach(reader -> reader.accept(reply));
        });
    }

    private static ReceivedLog received(FinishedRound round) {
        Receipt receipt = round.receipt().receipt();
        return new ReceivedLog(
                new Delivered(receipt.responseHash(), round.log().length()), round.receipt(), "", null, false);
    }

    private static Reply<ReceivedLog> answer(StoredRound stored) {
        return switch (stored) {
            case StoredRound.Finished finished -> new Reply.Answered<>(received(finished.round()));
            case StoredRound.Voided nothing ->
                Refusals.of(
                        ProtocolError.of(ErrorCode.ROUND_VOID, nothing.reason().message()));
            case StoredRound.InFlight _ -> Refusals.of(ErrorCode.ROUNDS_IN_FLIGHT);
            case StoredRound.Erased _ -> Refusals.of(ErrorCode.ROUND_NOT_FOUND);
        };
    }

    /** Somebody asks how a round ended. */
    void round(Address client, long sequence, Consumer<Reply<ReceivedLog>> reader) {
        Live running = live.get(new Key(client, sequence));
        if (running != null) {
            running.readers().add(reader);
        } else {
            reader.accept(book().find(client, sequence)
                    .map(GatewaySide::answer)
                    .orElseGet(() -> Refusals.of(ErrorCode.ROUND_NOT_FOUND)));
        }
    }

    void account(Address client, Consumer<Reply<AccountInfo>> reader) {
        reader.accept(book().info(client)
                .<Reply<AccountInfo>>map(Reply.Answered::new)
                .orElseGet(() -> Refusals.of(ErrorCode.UNKNOWN_ACCOUNT)));
    }

    void confirmation(ConfirmationCall call, Consumer<Reply<SignedConfirmation>> reader) {
        Bytes32 digest = world.domain.digest(call.signed().confirmation());
        if (!world.verifier.isSignedBy(call.client(), digest, call.signed().signature())) {
            reader.accept(Refusals.of(ErrorCode.INVALID_SIGNATURE));
            return;
        }
        switch (book().confirm(call)) {
            case ConfirmationOutcome.Stored stored ->
                whenConfirmed(
                        stored.durable(),
                        () -> reader.accept(stored.newest()
                                .<Reply<SignedConfirmation>>map(Reply.Answered::new)
                                .orElseGet(() -> new Reply.Failed<>("none is held"))));
            case ConfirmationOutcome.Mismatched mismatched ->
                whenConfirmed(mismatched.durable(), () -> reader.accept(Refusals.of(mismatched.error())));
            case ConfirmationOutcome.Refused refused -> reader.accept(Refusals.of(refused.error()));
        }
    }

    private void whenConfirmed(CompletableFuture<Void> durable, Runnable acknowledgement) {
        whenDurable(
                world.has(Bug.ACKNOWLEDGED_BEFORE_SYNC) ? CompletableFuture.completedFuture(null) : durable,
                acknowledgement);
    }

    private void whenDurable(CompletableFuture<Void> durable, Runnable step) {
        waiting.add(new Waiting(durable, step));
        goOn();
    }

    /** Does what is durable now, and has the disk work later on what is not. */
    private void goOn() {
        List<Waiting> ready =
                waiting.stream().filter(some -> some.durable().isDone()).toList();
        waiting.removeAll(ready);
        ready.forEach(some -> some.step().run());
        if (!syncing && World.required(ledger).disk().queued() > 0) {
            syncing = true;
            later(world.chance.between(1, 50), this::sync);
        }
    }

    private void sync() {
        syncing = false;
        World.required(ledger).disk().sync((int) world.chance.between(1, 8));
        goOn();
    }

    @Override
    public String toString() {
        return "gateway p" + number;
    }
}
