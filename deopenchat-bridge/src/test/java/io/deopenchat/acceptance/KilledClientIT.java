package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are killed at random bytes of a stream of 1,000 events: what was delivered is billed, and both sides agree. */
final class KilledClientIT {
    private static final String MODEL = "storyteller";
    private static final long SEED = 20_261_123;
    private static final int WORDS = 1_000;
    private static final int KILLS = 50;
    private static final int BRIDGES = Counts.of(4, 50);
    private static final int MOST_ON_THE_WAY = 20;
    private static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    private static final Wei CEILING = Wei.parseWithUnit("0.0001ether");
    private static final Wei PLENTY = Wei.parseWithUnit("1ether");
    private static final String[] STORY =
            IntStream.rangeClosed(1, WORDS).mapToObj(i -> "w" + i + " ").toArray(String[]::new);

    private final Random random = new Random(SEED);

    @Test
    void fiftyOfFiftyPayForWhatTheirSocketsAccepted(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            ProviderActor provider = market.provider().lists(MODEL, PRICE, 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            provider.serves(backend.api());
            RawClient raw = new RawClient(market, provider, client, MODEL).isKnown();

            String whole = wholeStory(backend, raw);
            Confirmation owed = raw.confirmation(raw.account().unconfirmed());
            List<Long> first = List.of(1L);
            assertThat(raw.confirms(owed, first).status()).isEqualTo(200);
            for (int kill = 1; kill <= KILLS; kill++) {
                SignedReceipt receipt = killed(backend, provider, raw, whole, 1 + kill, kill);
                owed = raw.confirmation(owed, List.of(receipt));
                assertThat(raw.confirms(owed, List.of(1L + kill)).status()).isEqualTo(200);
                agree(raw.account(), owed);
            }
            Wei total = owed.cumulativeCost();
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(total));
        }
    }

    private static byte[] call() {
        return Json.bytes(
                BridgeActor.chat(MODEL, "a long one").put("stream", true).put("max_tokens", WORDS));
    }

    private static Reply story() {
        return Reply.saying(STORY).usage(9, WORDS);
    }

    private static String wholeStory(ScriptedBackend backend, RawClient raw) {
        backend.answers(story());
        Http.Answer answer = raw.sends(raw.request(1, MODEL, call(), CEILING, PLENTY), call());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return logOf(answer);
    }

    /** What is under the hash of the receipt. */
    private static String logOf(Http.Answer answer) {
        String text = answer.text();
        return text.substring(0, text.indexOf("event: " + Headers.RECEIPT_EVENT));
    }

    private SignedReceipt killed(
            ScriptedBackend backend, ProviderActor provider, RawClient raw, String whole, long sequence, int kill)
            throws IOException {
        int offset = 1 + random.nextInt(whole.length() * 49 / 50);
        int sent = Math.min(WORDS - 1, eventsWithin(whole.substring(0, offset)) + 1 + random.nextInt(MOST_ON_THE_WAY));
        String seen = "seed %d, kill %d at byte %d, %d words sent".formatted(SEED, kill, offset, sent);
        backend.answers(story().pausingAfter(sent, Gate.closed()));
        List<String> headers = RawClient.headers(raw.signed(raw.request(sequence, MODEL, call(), CEILING, PLENTY)));
        String received;
        try (CutStream stream = CutStream.post(provider.endpoint() + RawClient.CHAT_PATH, call(), headers)) {
            received = stream.readTo(offset);
        }
        backend.awaitAborted(kill);

        Http.Answer fetched = raw.accesses("GET", Headers.ROUNDS_PATH + sequence);
        assertThat(fetched.status()).as(seen).isEqualTo(200);
        String log = logOf(fetched);
        assertThat(whole).as(seen).startsWith(log);
        assertThat(log).as(seen).startsWith(received).endsWith("\n\n");
        assertThat(eventsWithin(log)).as(seen).isLessThanOrEqualTo(sent);
        isBilledFor(log, RawClient.receiptBehind(fetched).receipt(), seen);
        return RawClient.receiptBehind(fetched);
    }

    private static int eventsWithin(String text) {
        return text.split("\n\n", -1).length - 1;
    }

    private static void isBilledFor(String log, Receipt receipt, String seen) {
        TokenPrice price = TokenPrice.perThousand(PRICE);
        assertThat(receipt.status()).as(seen).isEqualTo(RoundStatus.CANCELLED_BY_CLIENT);
        assertThat(receipt.responseHash())
                .as(seen)
                .isEqualTo(Bytes32.of(Hash.sha256().digest(log.getBytes(StandardCharsets.UTF_8))));
        assertThat(receipt.cost())
                .as(seen)
                .isEqualTo(new Prices(Wei.ZERO, price, price).costAtMost(receipt.usage(), CEILING));
        assertThat(receipt.usage().completionTokens()).as(seen).isLessThanOrEqualTo(WORDS);
    }

    private static void agree(AccountInfo account, Confirmation owed) {
        assertThat(account.newestConfirmation().orElseThrow().confirmation()).isEqualTo(owed);
        assertThat(account.unconfirmed()).isEmpty();
        assertThat(account.reserved()).isEqualTo(Wei.ZERO);
    }

    @Test
    void bridgesThatAreKilledFetchTheirRoundsAndConfirmThem(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            ProviderActor provider = market.provider().lists(MODEL, PRICE, 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            provider.serves(backend.api());
            RawClient raw = new RawClient(market, provider, client, MODEL).isKnown();
            for (int kill = 1; kill <= BRIDGES; kill++) {
                try (BridgeProcess bridge = BridgeProcess.start(market, provider, client)) {
                    bridge.address();
                    agreed(raw, client, kill - 1);
                    killed(backend, bridge, kill);
                }
            }
            try (BridgeProcess bridge = BridgeProcess.start(market, provider, client)) {
                bridge.address();
                agreed(raw, client, BRIDGES);
            }
        }
    }

    private void killed(ScriptedBackend backend, BridgeProcess bridge, int kill) throws IOException {
        int words = 1 + random.nextInt(WORDS - 1);
        backend.answers(story().pausingAfter(words, Gate.closed()));
        try (CutStream stream = CutStream.post(
                bridge.address() + "/chat/completions", call(), List.of("content-type", "application/json"))) {
            stream.readTo(1 + random.nextInt(100 * words));
            bridge.isKilled();
        }
        backend.awaitAborted(kill);
    }

    /** Every round of the journal is confirmed, and its gateway holds the same sum. */
    private static void agreed(RawClient raw, ClientActor client, int rounds) {
        Eventually.holds(
                "seed %d: %d rounds confirmed".formatted(SEED, rounds),
                () -> BridgeActor.journal(client.stateDirectory()).stream()
                                .filter(round -> round.path("state").asText().equals("confirmed"))
                                .count()
                        == rounds);
        Wei owed = BridgeActor.journal(client.stateDirectory()).stream()
                .map(KilledClientIT::cost)
                .reduce(Wei.ZERO, Wei::plus);
        AccountInfo account = raw.account();
        assertThat(account.unconfirmed()).isEmpty();
        assertThat(account.newestConfirmation()
                        .map(signed -> signed.confirmation().cumulativeCost())
                        .orElse(Wei.ZERO))
                .isEqualTo(owed);
    }

    private static Wei cost(ObjectNode round) {
        return Wei.parseCanonical(round.path("cost").asText());
    }
}
