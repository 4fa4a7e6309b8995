package io.deopenchat.chaos.simulation;

import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.account.AccountSteps;
import io.deopenchat.bridge.account.OpenRound;
import io.deopenchat.bridge.account.Opening;
import io.deopenchat.bridge.account.PriceAgreement;
import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.journal.SteppedJournal;
import io.deopenchat.bridge.provider.GatewayAddress;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.KnownProvider;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.chain.Listing;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.SteppedDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client at one provider: real account and journal; calls, answers and waiting are steps of the run. */
final class Customer {
    private static final long PATIENCE_MILLIS = 8_000;
    private static final long CONFIRM_AFTER_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 10_000;
    private static final int ASKED_AT_MOST = 4;
    private static final List<ErrorCode> MENDED_BY_AGREEMENT = List.of(
            ErrorCode.PRICE_CHANGED,
            ErrorCode.MAX_COST_TOO_LOW,
            ErrorCode.SEQUENCE_USED,
            ErrorCode.SEQUENCE_OUT_OF_WINDOW,
            ErrorCode.AUTHORIZATION_TOO_LOW,
            ErrorCode.UNCONFIRMED_LIMIT);
    private static final GatewayAddress NOWHERE = GatewayAddress.parse("http://127.0.0.1:1");

    private final World world;
    private final ClientSide bridge;
    private final GatewaySide gateway;
    private final Pair pair;
    private final Signer client;
    private final Address provider;
    private final List<Address> operators;
    private final Misdeeds misdeeds;
    private @Nullable SteppedJournal journal;
    private @Nullable Account account;
    private @Nullable AccountSteps steps;
    private @Nullable PriceAgreement prices;
    private boolean agreed;
    private boolean asking;
    private boolean confirming;
    private long backoff;
    private int openCalls;

    Customer(World world, ClientSide bridge, GatewaySide gateway, Pair pair) {
        this.world = world;
        this.bridge = bridge;
        this.gateway = gateway;
        this.pair = pair;
        this.client = world.clients.get(pair.client());
        this.provider = world.provider(pair.provider());
        this.operators = List.of(provider);
        this.misdeeds = new Misdeeds(world, pair, client);
    }

    Pair pair() {
        return pair;
    }

    Path file() {
        return id().fileIn(bridge.directory());
    }

    private AccountId id() {
        return AccountId.of(world.domain, provider, client.address());
    }

    private Account account() {
        return World.required(account);
    }

    private AccountSteps steps() {
        return World.required(steps);
    }

    /** Nothing is open, and nothing is to be confirmed. */
    boolean hasSettled() {
        return agreed && openCalls == 0 && !confirming && account().orphans().isEmpty();
    }

    /** What {@link #hasSettled} looks at, for whoever has to find out why not. */
    String standing() {
        return gateway + (agreed ? " agreed" : " not agreed") + ", calls " + openCalls + ", confirming " + confirming
                + ", open rounds "
                + account().orphans().stream().map(RoundTerms::sequence).toList();
    }

    void start() {
        agreed = false;
        asking = false;
        confirming = false;
        openCalls = 0;
        Templates.bring(
                world.files, file(), () -> open(SteppedDatabase.Moments.QUIET).disk());
        misdeeds.beforeStart(file());
        SteppedJournal opened = open(bridge);
        journal = opened;
        account = new Account(
                opened.journal(),
                client,
                world.domain,
                provider,
                world.scheduler,
                Account.DEFAULT_REQUEST_LIFE,
                RoundEnds.NOBODY);
        steps = new AccountSteps(account, world.domain, world.verifier, client.address(), provider);
        prices = PriceAgreement.kept(opened.journal(), List.of(offer()));
        look();
        confirmSoon();
    }

    private SteppedJournal open(SteppedDatabase.Moments moments) {
        return SteppedJournal.open(world.files, file(), id(), moments);
    }

    /** What was in memory is gone; the disk is the caller's to end. */
    Optional<SteppedDatabase> lose() {
        Optional<SteppedDatabase> disk = Optional.ofNullable(journal).map(SteppedJournal::disk);
        journal = null;
        account = null;
        steps = null;
        prices = null;
        return disk;
    }

    private Offer offer() {
        Listing listing = world.chain.newest().market(pair.provider()).listing().at(world.scheduler.instant());
        KnownProvider known = new KnownProvider(provider, operators, NOWHERE, Instant.EPOCH);
        return new Offer(known, Market.MODEL, listing.prices(), listing.capacity(), World.LIMITS);
    }

    /** An application calls; whether that became a round. */
    boolean calls() {
        if (!agreed) {
            agree();
            return false;
        }
        Offer offer = offer();
        if (World.required(prices).exceededBy(offer).isPresent()) {
            askUser(offer);
            return false;
        }
        InferenceCall call = new InferenceCall(
                InferenceEndpoint.CHAT_COMPLETIONS,
                Market.MODEL,
                false,
                false,
                OptionalLong.of(world.chance.between(0, 60)),
                1,
                0,
                world.chance.between(20, 200));
        if (account().open(call, Bytes32.of(world.chance.bytes(Bytes32.LENGTH)), offer, "simulated")
                instanceof Opening.Opened(OpenRound round)) {
            misdeeds.opened(round);
            openCalls++;
            send(round, false);
            return true;
        }
        return false;
    }

    /** Who agrees to a dearer price, or goes without. */
    private void askUser(Offer offer) {
        if (world.chance.percent(50)) {
            prices = PriceAgreement.renewed(World.required(journal).journal(), List.of(offer));
        }
    }

    private void send(OpenRound round, boolean again) {
        RoundTerms terms = round.terms();
        world.wire.left(
                new WireLog.Request(pair, terms.sequence(), terms.requestHash().toString()));
        ask(
                reader -> gateway.request(pair, round.signed(), terms.call(), reader),
                (Reply<ReceivedLog> reply) -> answered(terms, reply),
                () -> {
                    if (again) {
                        find(terms, 1);
                    } else {
                        send(round, true);
                    }
                });
    }

    private void answered(RoundTerms terms, Reply<ReceivedLog> reply) {
        switch (reply) {
            case Reply.Answered<ReceivedLog>(ReceivedLog log) -> {
                if (steps().ended(terms, log, operators)) {
                    openCalls--;
                    confirmSoon();
                } else {
                    find(terms, 1);
                }
            }
            case Reply.Refused<ReceivedLog>(GatewayRefusal refusal) -> refused(terms, refusal);
            case Reply.Failed<ReceivedLog> _ -> find(terms, 1);
        }
    }

    private void refused(RoundTerms terms, GatewayRefusal refusal) {
        if (!refusal.saysTheRoundIsVoid()) {
            find(terms, 1);
            return;
        }
        openCalls--;
        account().voided(terms, "refused with " + refusal.summary());
        if (refusal.is(ErrorCode.SEQUENCE_OUT_OF_WINDOW)) {
            refusal.nextSequence().ifPresent(account()::rewind);
        }
        if (MENDED_BY_AGREEMENT.stream().anyMatch(refusal::is)) {
            agree();
        }
    }

    /** Finds out how a round ended; after some attempts that is left to the next look. */
    private void find(RoundTerms terms, int attempt) {
        if (attempt > ASKED_AT_MOST) {
            openCalls--;
            account().orphaned(terms);
            return;
        }
        askFor(terms, known -> {
            if (known) {
                openCalls--;
                confirmSoon();
            } else {
                bridge.later(1_000L * attempt, () -> find(terms, attempt + 1));
            }
        });
    }

    private void askFor(RoundTerms terms, Consumer<Boolean> known) {
        ask(
                reader -> gateway.round(client.address(), terms.sequence(), reader),
                (Reply<ReceivedLog> reply) -> known.accept(steps().isKnownBy(reply, terms, operators)),
                () -> known.accept(false));
    }

    private void look() {
        if (!agreed || !account().orphans().isEmpty() || account().mayBeBilledLate()) {
            agree();
        }
        bridge.later(LOOK_MILLIS, this::look);
    }

    /** One question at a time, like the thread that asks it. */
    void agree() {
        if (asking) {
            return;
        }
        asking = true;
        ask(
                reader -> gateway.account(client.address(), reader),
                (Reply<AccountInfo> reply) -> {
                    asking = false;
                    agreed = steps().hasAgreed(reply, operators);
                    account().orphans().forEach(terms -> askFor(terms, known -> confirmSoon()));
                    confirmSoon();
                },
                () -> {
                    asking = false;
                    agreed = false;
                });
    }

    private void confirmSoon() {
        if (!confirming) {
            confirming = true;
            backoff = CONFIRM_AFTER_MILLIS;
            bridge.later(CONFIRM_AFTER_MILLIS, this::confirm);
        }
    }

    private void confirm() {
        if (!agreed) {
            agree();
            confirmLater();
            return;
        }
        Optional<ConfirmedBatch> next = account().nextConfirmation();
        if (next.isEmpty()) {
            confirming = false;
            return;
        }
        ConfirmedBatch batch = next.get();
        SignedConfirmation signed = misdeeds.confirmed(batch);
        world.wire.left(new WireLog.Confirmation(
                pair,
                signed.confirmation().cumulativeCost().value().longValueExact(),
                signed.confirmation().transcript().toString()));
        ConfirmationCall call = new ConfirmationCall(client.address(), signed, batch.sequences());
        ask(
                reader -> gateway.confirmation(call, reader),
                (Reply<SignedConfirmation> reply) -> handed(misdeeds.asSent(reply, batch), batch),
                this::confirmLater);
    }

    private void handed(Reply<SignedConfirmation> reply, ConfirmedBatch batch) {
        switch (steps().handed(reply, batch)) {
            case HELD -> {
                world.trace.note(
                        () -> pair + " confirmed " + batch.confirmation().cumulativeCost());
                backoff = CONFIRM_AFTER_MILLIS;
                bridge.later(1, this::confirm);
            }
            case DISAGREED -> {
                agree();
                confirmLater();
            }
            case LEFT -> confirmLater();
        }
    }

    private void confirmLater() {
        bridge.later(backoff, this::confirm);
        backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MILLIS);
    }

    /** A call over the network: the first answer within the time counts, and later ones find nobody. */
    private <T> void ask(Consumer<Consumer<Reply<T>>> question, Consumer<Reply<T>> answer, Runnable unanswered) {
        boolean[] over = new boolean[1];
        int life = bridge.life();
        world.network.carry(
                gateway,
                () -> question.accept(reply -> world.network.carry(bridge, () -> {
                    if (!over[0] && life == bridge.life()) {
                        over[0] = true;
                        answer.accept(reply);
                    }
                })));
        bridge.later(PATIENCE_MILLIS, () -> {
            if (!over[0]) {
                over[0] = true;
                unanswered.run();
            }
        });
    }
}
