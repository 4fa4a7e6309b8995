package io.deopenchat.bridge.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.GatewayAddress;
import io.deopenchat.bridge.provider.KnownProvider;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.Transcript;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.SigningFailed;
import io.deopenchat.signing.TypedMessage;
import io.deopenchat.signing.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Delivered DELIVERED = new Delivered(Hash.keccak256("log"), 42);
    private static final InferenceCall CALL = InferenceCall.parse(
            InferenceEndpoint.CHAT_COMPLETIONS, RunningBridge.chat(false).getBytes(StandardCharsets.UTF_8));
    private static final Offer OFFER = offer(Parties.PRICES);

    /** 10 + (body + 16) at 1 + 50 at 2. */
    private static final Wei CEILING = Wei.of(10 + CALL.bodyBytes() + 16 + 100);

    private final Path file;
    private Journal journal;
    private Account account;

    AccountTest(@TempDir Path directory) {
        this.file = Parties.ACCOUNT.fileIn(directory);
        this.journal = open();
        this.account = account();
    }

    private Journal open() {
        return Journal.open(file, Parties.ACCOUNT, failure -> {});
    }

    private Account account() {
        return account(Parties.CLIENT);
    }

    private Account account(MessageSigner client) {
        return new Account(
                journal, client, Parties.DOMAIN, Parties.PROVIDER, () -> NOW, Duration.ofMinutes(5), RoundEnds.NOBODY);
    }

    private void restart() {
        journal.close();
        journal = open();
        account = account();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static Offer offer(Prices prices) {
        KnownProvider provider = new KnownProvider(
                Parties.PROVIDER,
                List.of(Parties.OPERATOR.address()),
                GatewayAddress.parse("http://127.0.0.1:1"),
                Instant.EPOCH);
        return new Offer(provider, Parties.MODEL, prices, 64, Parties.LIMITS);
    }

    @Test
    void looksForTheBillOfARequestThatWasNeverSeenUntilItCannotComeAnyMore() {
        AtomicReference<Instant> time = new AtomicReference<>(NOW);
        account = new Account(
                journal,
                Parties.CLIENT,
                Parties.DOMAIN,
                Parties.PROVIDER,
                time::get,
                Duration.ofMinutes(5),
                RoundEnds.NOBODY);
        account.voided(opened().terms(), "refused with status 409");
        assertThat(account.mayBeBilledLate()).isFalse();

        account.voided(opened().terms(), Account.NEVER_SEEN);

        assertThat(account.mayBeBilledLate()).isTrue();
        time.set(NOW.plus(Duration.ofMinutes(5)).plus(Limits.CLOCK_SKEW).plus(Limits.LONGEST_ANSWER));
        assertThat(account.mayBeBilledLate()).isFalse();
    }

    private OpenRound opened() {
        return opened(OFFER);
    }

    private OpenRound opened(Offer offer) {
        Opening opening = account.open(CALL, Hash.keccak256("content"), offer, "editor");
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        return ((Opening.Opened) opening).round();
    }

    private static SignedReceipt receipt(RoundTerms terms, long cost) {
        Receipt receipt = new Receipt(
                Parties.CLIENT.address(),
                terms.sequence(),
                terms.requestHash(),
                DELIVERED.hash(),
                new Usage(1, 1),
                Wei.of(cost),
                RoundStatus.COMPLETE);
        return new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt));
    }

    private void receive(OpenRound round, long cost) {
        account.received(round.terms(), receipt(round.terms(), cost), DELIVERED);
    }

    private ConfirmedBatch nextConfirmation() {
        return account.nextConfirmation().orElseThrow();
    }

    private static SignedConfirmation signed(long total, long rounds) {
        Confirmation confirmation =
                new Confirmation(Parties.PROVIDER, Wei.of(total), rounds, 2 * rounds, Hash.keccak256("head"));
        return new SignedConfirmation(confirmation, Parties.CLIENT.sign(Parties.DOMAIN, confirmation));
    }

    private RoundState state(long sequence) {
        return journal.find(sequence).map(Round::state).orElseThrow();
    }

    @Test
    void signsWhatItReserves() {
        OpenRound round = opened();

        InferenceRequest request = round.signed().request();
        assertThat(request.sequence()).isEqualTo(1);
        assertThat(request.maxCost()).isEqualTo(CEILING);
        assertThat(request.authorized()).isEqualTo(CEILING);
        assertThat(request.deadline()).isEqualTo(NOW.getEpochSecond() + 300);
        assertThat(new Verifier(Secp256k1.fastest())
                        .isSignedBy(
                                Parties.CLIENT.address(),
                                Parties.DOMAIN.digest(request),
                                round.signed().signature()))
                .isTrue();
        assertThat(state(1)).isEqualTo(RoundState.INTENDED);
    }

    @Test
    void authorizesWhatIsConfirmedOwedAndInFlight() {
        OpenRound first = opened();
        opened();
        receive(first, 30);
        assertThat(opened().signed().request().authorized())
                .isEqualTo(Wei.of(30).plus(CEILING).plus(CEILING));

        account.acknowledged(nextConfirmation());

        assertThat(opened().signed().request().authorized())
                .isEqualTo(Wei.of(30).plus(CEILING).plus(CEILING).plus(CEILING));
    }

    @Test
    void releasesTheCeilingOfAVoidRound() {
        account.voided(opened().terms(), "refused");

        OpenRound next = opened();

        assertThat(next.sequence()).isEqualTo(2);
        assertThat(next.signed().request().authorized()).isEqualTo(CEILING);
        assertThat(state(1)).isEqualTo(RoundState.VOID);
    }

    @Test
    void keepsADisputedRoundAuthorizedButNeverConfirmsIt() {
        OpenRound wrong = opened();
        account.disputed(wrong.terms(), receipt(wrong.terms(), 30), DELIVERED, "wrong");

        assertThat(account.nextConfirmation()).isEmpty();
        assertThat(opened().signed().request().authorized())
                .isEqualTo(Wei.of(30).plus(CEILING));
    }

    @Test
    void authorizesNoMoreThanTheCeilingForADisputedRound() {
        OpenRound wrong = opened();
        account.disputed(wrong.terms(), receipt(wrong.terms(), 1_000_000), DELIVERED, "wrong");

        assertThat(opened().signed().request().authorized()).isEqualTo(CEILING.plus(CEILING));
    }

    @Test
    void refusesACallThatNoAccountCanHold() {
        Offer absurd = offer(new Prices(Wei.MAX, TokenPrice.FREE, TokenPrice.FREE));
        opened(absurd);

        assertThat(account.open(CALL, Hash.keccak256("content"), absurd, "editor"))
                .isInstanceOf(Opening.Refused.class);
    }

    /** The client key in another program, which does something else first. */
    private record Elsewhere(Consumer<TypedMessage> first) implements MessageSigner {
        @Override
        public Address address() {
            return Parties.CLIENT.address();
        }

        @Override
        public Signature sign(Domain domain, TypedMessage message, Bytes32 digest) {
            first.accept(message);
            return Parties.CLIENT.sign(digest);
        }
    }

    private static void fail(TypedMessage message) {
        throw new SigningFailed("the signer is away", null);
    }

    @Test
    void aRequestThatIsNotSignedIsVoidAndReservesNothing() {
        account = account(new Elsewhere(AccountTest::fail));

        Opening opening = account.open(CALL, Hash.keccak256("content"), OFFER, "editor");

        assertThat(opening).isInstanceOfSatisfying(Opening.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refused.error().message()).contains("nothing was spent, because the signer is away");
        });
        assertThat(account.committed()).isEqualTo(Wei.ZERO);
        assertThat(state(1)).isEqualTo(RoundState.VOID);
    }

    @Test
    void aConfirmationThatIsNotSignedStaysOwed() {
        receive(opened(), 5);
        restart();
        account = account(new Elsewhere(AccountTest::fail));
        assertThatThrownBy(() -> account.nextConfirmation()).isInstanceOf(SigningFailed.class);

        account = account();

        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(5));
    }

    @Test
    void decidesWhileAnotherProgramSigns() {
        receive(opened(), 5);
        restart();
        AtomicBoolean first = new AtomicBoolean(true);
        account = account(new Elsewhere(message -> {
            if (first.getAndSet(false)) {
                CompletableFuture.runAsync(() -> receive(opened(), 7))
                        .orTimeout(1, TimeUnit.MINUTES)
                        .join();
            }
        }));

        assertThat(nextConfirmation().sequences()).containsExactly(1L);
        account.acknowledged(nextConfirmation());
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(12));
    }

    @Test
    void throwsASignatureAwayWhenWhatIsConfirmedChangedMeanwhile() {
        receive(opened(), 5);
        restart();
        SignedConfirmation newer = signed(1_000, 9);
        account = account(new Elsewhere(
                message -> CompletableFuture.runAsync(() -> account.takeOver(Optional.of(newer), 2, List.of()))
                        .orTimeout(1, TimeUnit.MINUTES)
                        .join()));

        assertThat(account.nextConfirmation()).isEmpty();

        assertThat(account.committed()).isEqualTo(Wei.of(1_000));
        restart();
        assertThat(account.nextConfirmation()).isEmpty();
        assertThat(account.committed()).isEqualTo(Wei.of(1_000));
    }

    @Test
    void endsARoundOnlyOnce() {
        OpenRound round = opened();
        receive(round, 30);
        receive(round, 30);
        account.voided(round.terms(), "late");

        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(30));
        assertThat(state(1)).isEqualTo(RoundState.RECEIVED);
    }

    @Test
    void givesEveryRoundItsOwnSequenceAndEnoughAuthorizationWhenManyRunAtOnce() {
        int count = 64;
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long[] costs =
                random.longs(count + 1, 1, CEILING.value().longValueExact()).toArray();
        List<InferenceRequest> requests = Collections.synchronizedList(new ArrayList<>());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> rounds = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                OpenRound round = opened();
                                requests.add(round.signed().request());
                                receive(round, costs[(int) round.sequence()]);
                            },
                            threads))
                    .toList();
            rounds.forEach(CompletableFuture::join);
        }

        assertThat(requests)
                .as("seed %d", seed)
                .extracting(InferenceRequest::sequence)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        Wei total = Wei.of(LongStream.of(costs).skip(1).sum());
        for (InferenceRequest request : requests) {
            assertThat(request.authorized()).isGreaterThanOrEqualTo(CEILING);
            assertThat(request.authorized())
                    .isLessThanOrEqualTo(Wei.of(CEILING.value().longValueExact() * count));
        }
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(total);
        account.acknowledged(nextConfirmation());
        assertThat(opened().signed().request().authorized()).isEqualTo(total.plus(CEILING));
        restart();
        assertThat(opened().signed().request())
                .satisfies(request -> assertThat(request.sequence()).isEqualTo(count + 2))
                .satisfies(request -> assertThat(request.authorized())
                        .isEqualTo(total.plus(CEILING).plus(CEILING)));
    }

    @Test
    void confirmsInTheOrderInWhichReceiptsCame() {
        OpenRound first = opened();
        OpenRound second = opened();
        receive(second, 5);
        receive(first, 7);

        ConfirmedBatch batch = nextConfirmation();

        assertThat(batch.sequences()).containsExactly(2L, 1L);
        Bytes32 head = Transcript.append(
                Transcript.append(
                        Transcript.START,
                        Parties.DOMAIN.digest(receipt(second.terms(), 5).receipt())),
                Parties.DOMAIN.digest(receipt(first.terms(), 7).receipt()));
        assertThat(batch.confirmation()).isEqualTo(new Confirmation(Parties.PROVIDER, Wei.of(12), 2, 4, head));
    }

    @Test
    void leavesRoundsForTheNextConfirmationThatEndWhileOneIsOnItsWay() {
        receive(opened(), 5);
        ConfirmedBatch first = nextConfirmation();
        receive(opened(), 7);

        assertThat(nextConfirmation()).isEqualTo(first);
        account.acknowledged(first);

        assertThat(nextConfirmation().sequences()).containsExactly(2L);
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(12));
    }

    @Test
    void letsRoundsThatCostNothingWaitForOneThatDoes() {
        receive(opened(), 0);
        assertThat(account.nextConfirmation()).isEmpty();

        receive(opened(), 3);

        assertThat(nextConfirmation().sequences()).containsExactly(1L, 2L);
    }

    private void receiveFreeRounds() {
        for (int round = 0; round < Exposure.FREE_ROUNDS_AT_ONCE; round++) {
            receive(opened(), 0);
        }
    }

    @Test
    void confirmsManyRoundsThatCostNothingWithoutOneThatDoes() {
        receiveFreeRounds();

        ConfirmedBatch batch = nextConfirmation();

        assertThat(batch.sequences()).hasSize(Exposure.FREE_ROUNDS_AT_ONCE);
        assertThat(batch.confirmation().cumulativeCost()).isEqualTo(Wei.ZERO);
        account.acknowledged(batch);
        assertThat(account.nextConfirmation()).isEmpty();
    }

    @Test
    void goesOnFromWhatTheGatewayHoldsWhereAConfirmationThatCostsNothingDoesNotFit() {
        receive(opened(), 5);
        ConfirmedBatch held = nextConfirmation();
        account.acknowledged(held);
        receiveFreeRounds();
        account.acknowledged(nextConfirmation());
        receiveFreeRounds();
        ConfirmedBatch refused = nextConfirmation();

        account.takeOver(Optional.of(held.signed()), 200, List.of());

        assertThat(account.isPending(refused)).as("no progress yet").isTrue();
        ConfirmedBatch next = nextConfirmation();
        assertThat(next.sequences()).isEqualTo(refused.sequences());
        assertThat(next.confirmation().rounds()).isEqualTo(1 + Exposure.FREE_ROUNDS_AT_ONCE);
        assertThat(next.confirmation().cumulativeCost()).isEqualTo(Wei.of(5));
        account.acknowledged(next);
        receive(opened(), 3);
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(8));
    }

    @Test
    void goesOnWhereTheGatewayLostConfirmationsThatCostNothing() {
        receiveFreeRounds();
        account.acknowledged(nextConfirmation());
        receiveFreeRounds();
        nextConfirmation();

        account.takeOver(Optional.empty(), 200, List.of());
        restart();
        account.takeOver(Optional.empty(), 200, List.of());

        assertThat(nextConfirmation().confirmation().rounds()).isEqualTo(Exposure.FREE_ROUNDS_AT_ONCE);
    }

    @Test
    void remembersAfterARestartWhatItSignedAndOwes() {
        receive(opened(), 5);
        ConfirmedBatch pending = nextConfirmation();
        receive(opened(), 7);
        opened();

        restart();

        assertThat(nextConfirmation()).isEqualTo(pending);
        assertThat(account.orphans()).extracting(RoundTerms::sequence).containsExactly(3L);
        OpenRound next = opened();
        assertThat(next.sequence()).isEqualTo(4);
        assertThat(next.signed().request().authorized())
                .isEqualTo(Wei.of(12).plus(CEILING).plus(CEILING));
        account.acknowledged(pending);
        assertThat(nextConfirmation().sequences()).containsExactly(2L);
    }

    @Test
    void goesOnBehindTheGatewaysSequence() {
        account.takeOver(Optional.empty(), 50, List.of());
        assertThat(opened().sequence()).isEqualTo(50);
        account.takeOver(Optional.empty(), 10, List.of());
        assertThat(opened().sequence()).isEqualTo(51);
    }

    @Test
    void countsAPendingConfirmationAsAcknowledgedThatTheGatewayHolds() {
        receive(opened(), 5);
        ConfirmedBatch pending = nextConfirmation();

        account.takeOver(Optional.of(pending.signed()), 2, List.of());

        assertThat(account.nextConfirmation()).isEmpty();
        assertThat(state(1)).isEqualTo(RoundState.CONFIRMED);
    }

    @Test
    void takesBackAHigherConfirmationOfItsOwn() {
        account.takeOver(Optional.of(signed(500, 9)), 10, List.of());
        OpenRound next = opened();
        receive(next, 5);

        assertThat(next.signed().request().authorized()).isEqualTo(Wei.of(500).plus(CEILING));
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(505));
        assertThat(nextConfirmation().confirmation().rounds()).isEqualTo(10);
    }

    @Test
    void confirmsNoRoundAgainThatAConfirmationItForgotMayPayFor() {
        OpenRound asked = opened();
        OpenRound covered = opened();
        receive(asked, 5);
        receive(covered, 7);
        opened();
        restart();

        account.takeOver(Optional.of(signed(500, 9)), 4, List.of(receipt(asked.terms(), 5)));

        assertThat(account.nextConfirmation()).isEmpty();
        assertThat(account.orphans()).isEmpty();
        assertThat(List.of(state(1), state(2), state(3)))
                .containsExactly(RoundState.DISPUTED, RoundState.CONFIRMED, RoundState.DISPUTED);
    }

    @Test
    void neverSignsASmallerTotalWhenTheGatewayHoldsAnOlderConfirmation() {
        receive(opened(), 5);
        ConfirmedBatch first = nextConfirmation();
        account.acknowledged(first);
        receive(opened(), 7);
        ConfirmedBatch second = nextConfirmation();
        account.acknowledged(second);

        account.takeOver(Optional.of(first.signed()), 3, List.of());

        assertThat(nextConfirmation()).isEqualTo(second);
        account.acknowledged(second);
        receive(opened(), 1);
        assertThat(nextConfirmation().confirmation().cumulativeCost()).isEqualTo(Wei.of(13));
    }

    @Test
    void authorizesWhatTheGatewayAsksForRoundsThatItForgot() {
        RoundTerms forgotten = opened().terms();
        account.voided(forgotten, "refused");
        SignedReceipt unknown = receiptOf(77, 40);

        account.takeOver(Optional.empty(), 78, List.of(unknown));

        OpenRound next = opened();
        assertThat(next.signed().request().authorized()).isEqualTo(Wei.of(40).plus(CEILING));
        assertThat(account.nextConfirmation()).isEmpty();
        account.takeOver(Optional.empty(), 78, List.of());
        assertThat(opened().signed().request().authorized()).isEqualTo(CEILING.plus(CEILING));
    }

    private static SignedReceipt receiptOf(long sequence, long cost) {
        Receipt receipt = new Receipt(
                Parties.CLIENT.address(),
                sequence,
                Hash.keccak256("request"),
                DELIVERED.hash(),
                new Usage(1, 1),
                Wei.of(cost),
                RoundStatus.COMPLETE);
        return new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt));
    }

    @Test
    void opensARoundAgainThatTheGatewayHadNotSeenYet() {
        OpenRound late = opened();
        account.voided(late.terms(), Account.NEVER_SEEN);

        account.takeOver(Optional.empty(), 2, List.of(receipt(late.terms(), 5)));

        assertThat(account.orphans()).containsExactly(late.terms());
        receive(late, 5);
        assertThat(nextConfirmation().sequences()).containsExactly(1L);
    }

    /** Whatever is authorized, a gateway can take. */
    @Test
    void believesAGatewayNoMoreThanItLendsByDefault() {
        account.takeOver(Optional.empty(), 78, List.of(receiptOf(77, Long.MAX_VALUE)));

        assertThat(opened().signed().request().authorized())
                .isEqualTo(CEILING.plus(Account.mostBelieved(OFFER)))
                .satisfies(authorized ->
                        assertThat(authorized.isBelow(Wei.of(Long.MAX_VALUE))).isTrue());
        assertThat(account.committed()).as("nothing is bought for it").isEqualTo(CEILING);
    }

    @Test
    void aReceiptOfARoundThatTheGatewayRefusedCountsAtMostItsCeiling() {
        OpenRound refused = opened();
        account.voided(refused.terms(), "refused with status 502");

        account.takeOver(Optional.empty(), 2, List.of(receiptOf(1, Long.MAX_VALUE)));

        assertThat(opened().signed().request().authorized()).isEqualTo(CEILING.plus(CEILING));
    }

    @Test
    void doesNotOpenARoundAgainThatTheGatewayRefused() {
        OpenRound refused = opened();
        account.voided(refused.terms(), "refused with status 502");

        account.takeOver(Optional.empty(), 2, List.of(receipt(refused.terms(), 5)));

        assertThat(account.orphans()).isEmpty();
        assertThat(state(1)).isEqualTo(RoundState.VOID);
    }

    @Test
    void goesBackToRefusedSequencesOnlyAboveEveryOtherOne() {
        receive(opened(), 5);
        OpenRound second = opened();
        account.voided(opened().terms(), "refused");
        account.voided(opened().terms(), "refused");

        account.rewind(2);
        assertThat(opened().sequence()).isEqualTo(3);

        account.voided(second.terms(), "refused");
        account.rewind(2);
        assertThat(opened().sequence()).isEqualTo(4);
    }

    @Test
    void stopsAfterTooManyDisputes() {
        for (int i = 0; i < Account.MAX_DISPUTES; i++) {
            RoundTerms terms = opened().terms();
            account.disputed(terms, receipt(terms, 1), DELIVERED, "wrong");
        }

        assertThat(account.open(CALL, Hash.keccak256("content"), OFFER, "editor"))
                .isInstanceOf(Opening.Refused.class);
        restart();
        assertThat(opened().sequence()).isEqualTo(Account.MAX_DISPUTES + 1);
    }

    @Test
    void signsNothingThatCannotBeRecorded() {
        journal.close();

        assertThatThrownBy(this::opened).hasMessageContaining("closed");
    }

    @Test
    void ordersNothingByChance() {
        List<OpenRound> rounds = IntStream.range(0, 8).mapToObj(i -> opened()).toList();
        List<OpenRound> shuffled = new ArrayList<>(rounds);
        Collections.shuffle(shuffled, new Random(42));
        shuffled.forEach(round -> receive(round, 1));
        List<Long> order = shuffled.stream().map(OpenRound::sequence).toList();

        restart();

        assertThat(nextConfirmation().sequences()).isEqualTo(order);
        assertThat(order)
                .isNotEqualTo(order.stream().sorted(Comparator.naturalOrder()).toList());
    }
}
