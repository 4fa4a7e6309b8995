package io.deopenchat.acceptance;

import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A chain, a provider's gateway process on it, and accounts that sign ahead: what the measurements of the bench need of here. */
public final class PaidMarket implements AutoCloseable {
    private static final int CAPACITY = 4_096;
    private static final long KTOKENS = 20_000_000;
    private static final Wei PLENTY = Wei.parseWithUnit("100000ether");
    private static final Duration VALID = Duration.ofMinutes(50);
    private static final Wei PRICE = Wei.of(1_000);

    private final Marketplace market;
    private final ProviderActor provider;
    private final String model;
    private final List<AutoCloseable> processes = new ArrayList<>();

    /** A program that runs, and where it listens. */
    public record Running(long pid, int port) {}

    private PaidMarket(Marketplace market, String model) {
        this.market = market;
        this.model = model;
        this.provider = market.provider().lists(model, PRICE, CAPACITY);
    }

    public static PaidMarket selling(String model, Path scratch) {
        return new PaidMarket(Marketplace.onAnvil(scratch), model);
    }

    /**
     * A gateway that asks for signatures and keeps a ledger, limits on its callers aside: all of them are one address here.
     *
     * @param backends file that lists them
     * @param machine options of the virtual machine
     */
    public Running gateway(Path backends, Path log, List<String> machine) {
        List<String> more = List.of(
                "--max-connections", "0",
                "--max-connections-per-address", "0",
                "--max-requests-per-address", "0",
                "--max-requests-per-account", "0",
                "--credit-limit", "100000ether");
        GatewayProcess.Launch launch =
                GatewayProcess.Launch.USUAL.in(surroundings(log, machine)).with(more.toArray(String[]::new));
        GatewayProcess gateway = GatewayProcess.serving(market, provider, backends, launch);
        processes.addFirst(gateway);
        return running(gateway);
    }

    /** A bridge with an account of its own before the gateway. */
    public Running bridge(Path log, List<String> machine) {
        ClientActor client = market.client();
        client.fetchesTokens(provider, model, KTOKENS);
        new RawClient(market, provider, client, model).isKnown();
        BridgeProcess bridge = BridgeProcess.start(
                market,
                client,
                surroundings(log, machine),
                List.of("--without-key", "--provider", provider.address().toString()));
        processes.addFirst(bridge);
        return running(bridge);
    }

    private static DaemonProcess.Surroundings surroundings(Path log, List<String> machine) {
        return DaemonProcess.Surroundings.USUAL
                .on(machine.toArray(String[]::new))
                .loggingTo(log);
    }

    private static Running running(DaemonProcess daemon) {
        String address = daemon.address();
        String authority = address.substring(address.indexOf("//") + 2);
        String port = authority.substring(authority.indexOf(':') + 1).replaceFirst("/.*", "");
        return new Running(daemon.pid(), Integer.parseInt(port));
    }

    /** A new account with money, known to the gateway. */
    public Account account() {
        ClientActor client = market.client();
        client.fetchesTokens(provider, model, KTOKENS);
        new RawClient(market, provider, client, model).isKnown();
        return new Account(client.signer());
    }

    /** Signs requests in the order of their sequences, and confirmations of what it received; for one thread. */
    public final class Account {
        private final Signer signer;
        private final Domain domain = market.contract().domain();
        private final Prices prices = market.contract()
                .registry()
                .listing(provider.address(), ModelId.of(model))
                .orElseThrow()
                .prices();
        private final List<SignedReceipt> received = new ArrayList<>();
        private Confirmation confirmed = Confirmation.none(provider.address());
        private long sequence;

        private Account(Signer signer) {
            this.signer = signer;
        }

        public SignedRequest signs(byte[] body, ModelLimits limits) {
            InferenceCall call = InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, body);
            InferenceRequest request = new InferenceRequest(
                    provider.address(),
                    ++sequence,
                    ContentHash.of("POST", InferenceEndpoint.CHAT_COMPLETIONS.path(), body),
                    ModelId.of(model),
                    prices,
                    CostCeiling.of(call, prices, limits),
                    PLENTY,
                    Instant.now().plus(VALID).getEpochSecond());
            return new SignedRequest(request, signer.address(), signer.sign(domain, request));
        }

        public SignedRequest signs(byte[] body) {
            return signs(body, ServingConfig.DEFAULT_LIMITS);
        }

        public void received(SignedReceipt receipt) {
            received.add(receipt);
        }

        public int unconfirmed() {
            return received.size();
        }

        /** The body of a call that confirms everything received. */
        public byte[] confirms() {
            List<Long> sequences = new ArrayList<>();
            for (SignedReceipt signed : received) {
                confirmed = confirmed.and(signed.receipt(), domain.digest(signed.receipt()));
                sequences.add(signed.receipt().sequence());
            }
            received.clear();
            return new ConfirmationCall(
                            signer.address(),
                            new SignedConfirmation(confirmed, signer.sign(domain, confirmed)),
                            sequences)
                    .body();
        }
    }

    @Override
    public void close() {
        for (AutoCloseable process : processes) {
            try {
                process.close();
            } catch (Exception e) {
                throw new IllegalStateException("a program did not end", e);
            }
        }
        market.close();
    }
}
