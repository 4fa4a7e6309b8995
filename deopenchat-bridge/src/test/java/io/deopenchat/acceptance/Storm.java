package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.ReceivedRequest;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * 200 requests at once of one client whose escrow covers 10, to a gateway that may be killed at any moment. The client
 * remembers what it asked and what it was given.
 */
final class Storm {
    static final int REQUESTS = 200;
    static final int COVERED = 10;
    static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    static final Wei ALL = Wei.parseWithUnit("10000gwei");
    private static final Wei PLENTY = Wei.parseWithUnit("1ether");

    private final Marketplace market;
    private final ProviderActor provider;
    private final ClientActor client;
    private final String model;
    private final String step;
    private final Map<Long, SignedRequest> requests = new TreeMap<>();
    private final Map<Long, SignedReceipt> receipts = new ConcurrentSkipListMap<>();
    private Wei acknowledged = Wei.ZERO;

    /** @param step where the gateway will be killed; a word in every prompt */
    Storm(Marketplace market, ProviderActor provider, ClientActor client, String model, String step) {
        this.market = market;
        this.provider = provider;
        this.client = client;
        this.model = model;
        this.step = step;
        RawClient raw = raw();
        for (long sequence = 1; sequence <= REQUESTS; sequence++) {
            requests.put(sequence, raw.signed(raw.request(sequence, model, body(sequence), PRICE, PLENTY)));
        }
    }

    private RawClient raw() {
        return new RawClient(market, provider, client, model);
    }

    private byte[] body(long sequence) {
        return Json.bytes(BridgeActor.chat(model, step + " request " + sequence));
    }

    Address client() {
        return client.address();
    }

    /** The name of a request in the log of the backend: nobody else asks this. */
    static String name(ReceivedRequest request) {
        return request.json().at("/messages/0/content").asText();
    }

    /**
     * All at once; the backend answers when all are decided. Then the client confirms what it got, and the gateway claims.
     *
     * @return whether the gateway lived to the end
     */
    boolean breaksOver(GatewayProcess gateway, Gate gate) {
        AtomicInteger refused = new AtomicInteger();
        RawClient raw = raw();
        List<CompletableFuture<Void>> asked = asking(raw, answer -> {
            assertThat(answer.errorCode()).as(step).isEqualTo("insufficient_escrow");
            refused.incrementAndGet();
        });
        Eventually.holds(
                step + ": all are decided",
                () -> !gateway.isAlive() || (refused.get() == REQUESTS - COVERED && gate.arrivals() == COVERED));
        gate.open();
        asked.forEach(CompletableFuture::join);
        assertThat(receipts).as(step).hasSizeLessThanOrEqualTo(COVERED);
        boolean lived = receipts.size() == COVERED && confirms(raw) && isPaid(gateway);
        raw.hangUp();
        return lived;
    }

    private List<CompletableFuture<Void>> asking(RawClient raw, Consumer<Http.Answer> onRefusal) {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        requests.forEach((sequence, signed) -> asked.add(CompletableFuture.runAsync(
                () -> ask(raw, sequence, signed, onRefusal),
                task -> Thread.ofVirtual().start(task))));
        return asked;
    }

    private void ask(RawClient raw, long sequence, SignedRequest signed, Consumer<Http.Answer> onRefusal) {
        try {
            Http.Answer answer = raw.sends(signed, body(sequence));
            if (answer.status() == 200) {
                got(sequence, RawClient.receiptOf(answer));
            } else {
                onRefusal.accept(answer);
            }
        } catch (UncheckedIOException killed) {
            // what became of it is asked later
        }
    }

    private void got(long sequence, SignedReceipt receipt) {
        SignedReceipt before = receipts.put(sequence, receipt);
        assertThat(before == null || before.equals(receipt))
                .as("%s: round %d is billed once", step, sequence)
                .isTrue();
        assertThat(receipt.receipt().cost()).isEqualTo(PRICE);
    }

    private boolean confirms(RawClient raw) {
        try {
            confirmed(raw, Confirmation.none(provider.address()), receipts.values());
            return true;
        } catch (UncheckedIOException killed) {
            return false;
        }
    }

    private void confirmed(RawClient raw, Confirmation held, Collection<SignedReceipt> more) {
        Confirmation confirmation = raw.confirmation(held, List.copyOf(more));
        Http.Answer answer = raw.confirms(
                confirmation,
                more.stream().map(receipt -> receipt.receipt().sequence()).toList());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        acknowledged = confirmation.cumulativeCost();
    }

    private boolean isPaid(GatewayProcess gateway) {
        Eventually.holds(
                step + ": it is paid", () -> !gateway.isAlive() || claimed().equals(acknowledged));
        return gateway.isAlive();
    }

    private Wei claimed() {
        return client.account(provider).claimed();
    }

    /** At a gateway that lives: every request is sent again, all that is owed confirmed and paid. */
    void isFinished() {
        RawClient raw = raw().isKnown();
        // what a kill left in flight is void, and says that no answer came of it
        asking(raw, answer -> assertThat(answer.errorCode()).as(step).isIn("insufficient_escrow", "backend_error"))
                .forEach(CompletableFuture::join);
        assertThat(receipts).as(step).hasSize(COVERED);

        AccountInfo account = raw.account();
        Confirmation held = account.newestConfirmation()
                .map(SignedConfirmation::confirmation)
                .orElse(Confirmation.none(provider.address()));
        assertThat(held.cumulativeCost()).as(step).isGreaterThanOrEqualTo(acknowledged);
        assertThat(account.reserved()).as(step).isEqualTo(Wei.ZERO);
        assertThat(receipts.values()).as(step).containsAll(account.unconfirmed());
        if (!account.unconfirmed().isEmpty()) {
            confirmed(raw, held, account.unconfirmed());
        }
        Eventually.holds(step + ": it is paid at last", () -> claimed().equals(ALL));
        assertThat(raw.accesses("GET", Headers.ACCOUNT_PATH).status()).isEqualTo(200);
        assertThat(client.account(provider).escrow()).as(step).isEqualTo(Wei.ZERO);
        raw.hangUp();
    }
}
