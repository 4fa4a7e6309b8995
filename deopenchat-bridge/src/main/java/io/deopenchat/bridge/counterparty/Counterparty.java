package io.deopenchat.bridge.counterparty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.account.ConfirmationLoop;
import io.deopenchat.bridge.account.PriceAgreement;
import io.deopenchat.bridge.account.Reconciliation;
import io.deopenchat.bridge.account.Remedy;
import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.Sealing;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider that this client has an account with, and all that belongs to the two: what it offers, the journal of their
 * rounds, the account, its confirmations, and how well it serves. Closing confirms what is owed, within a bound.
 */
public final class Counterparty implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Counterparty.class);

    private final Address provider;
    private final Address budgeted;
    private final AnswerMemory answers;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ProviderWatch watch;
    private final GatewayClient gateway;
    private final PriceAgreement prices;
    private final Account account;
    private final Settlement settlement;
    private final Reconciliation reconciliation;
    private final Sealing sealing;
    private final Remedy remedy;
    private final Journal journal;
    private final Trust trust;
    private final TokenAudit audit;
    private final Performance performance = new Performance(System::nanoTime);

    /**
     * Opens the journal and begins to follow the provider.
     *
     * @param config with the directory of its journal
     * @param signer with the client key
     * @param answers what its answers may hold of the memory
     * @param ends hears what rounds cost
     * @param budgeted by which budgets know its rounds: one address never stands for two accounts
     * @param onJournalFailure must end the process: nothing may be signed that cannot be recorded
     * @throws io.deopenchat.bridge.provider.UnknownProvider if it is not registered, or its endpoint is none
     */
    public Counterparty(
            Address provider,
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            HttpClient http,
            MessageSigner signer,
            Verifier verifier,
            InstantSource clock,
            AnswerMemory answers,
            RoundEnds ends,
            Address budgeted,
            Consumer<StorageFailure> onJournalFailure) {
        this.provider = provider;
        this.budgeted = budgeted;
        this.answers = answers;
        Address client = signer.address();
        AccountId id = AccountId.of(domain, provider, client);
        try {
            journal = closing(Journal.open(id.fileIn(config.stateDirectory()), id, onJournalFailure));
            gateway = new GatewayClient(http, signer, domain, provider, clock, config.timeouts());
            watch = closing(new ProviderWatch(
                    chain,
                    gateway,
                    domain,
                    provider,
                    config.maxima(),
                    endpoints(config),
                    config.watchInterval(),
                    clock));
            prices = config.acceptPrices()
                    ? PriceAgreement.renewed(journal, watch.offers())
                    : PriceAgreement.kept(journal, watch.offers());
            account = new Account(journal, signer, domain, provider, clock, Account.DEFAULT_REQUEST_LIFE, ends);
            trust = new Trust(provider, account::disputedAt, clock);
            audit = closing(TokenAudit.resumed(journal, account, trust));
            ReceiptCheck check = new ReceiptCheck(domain, verifier, client);
            settlement = new Settlement(account, gateway, watch, check, answers);
            reconciliation = closing(new Reconciliation(
                    account,
                    settlement,
                    gateway,
                    watch,
                    check,
                    verifier,
                    domain,
                    client,
                    Reconciliation.DEFAULT_INTERVAL));
            sealing = new Sealing(config.seals(), watch, gateway, domain, provider, client, verifier, clock);
            remedy = new Remedy(account, reconciliation, watch, sealing);
            closing(new ConfirmationLoop(account, gateway, watch, reconciliation, client, config.drain()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static EndpointPolicy endpoints(BridgeConfig config) {
        return config.allowsPrivateEndpoints() ? EndpointPolicy.anywhere() : EndpointPolicy.publicOnly();
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    public Address provider() {
        return provider;
    }

    /** By which budgets know its rounds. */
    public Address budgeted() {
        return budgeted;
    }

    /** Empty if it does not list the model now. */
    public Optional<Offer> offer(String model) {
        return watch.offer(model);
    }

    public List<Offer> offers() {
        return watch.offers();
    }

    public GatewayClient gateway() {
        return gateway;
    }

    public ProviderWatch watch() {
        return watch;
    }

    public PriceAgreement prices() {
        return prices;
    }

    public Account account() {
        return account;
    }

    public Settlement settlement() {
        return settlement;
    }

    /** What its answers may hold of the memory. */
    public AnswerMemory answers() {
        return answers;
    }

    public Reconciliation reconciliation() {
        return reconciliation;
    }

    /** How its calls are packed. */
    public Sealing sealing() {
        return sealing;
    }

    public Remedy remedy() {
        return remedy;
    }

    /** How far it is trusted. */
    public Trust trust() {
        return trust;
    }

    public TokenAudit audit() {
        return audit;
    }

    /** What the journal has of a round, in JSON; reads a file. Of others than {@code application}, if one is named, nothing. */
    Optional<ObjectNode> round(long sequence, Optional<String> application) {
        return application
                .map(name -> journal.find(sequence, name))
                .orElseGet(() -> journal.find(sequence))
                .map(Round::toJson);
    }

    /** The round that was begun last, however it went. */
    public LastRound lastRound() {
        return new LastRound(journal, gateway, watch, settlement, answers);
    }

    /** How well it has served lately. */
    public Performance performance() {
        return performance;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the account with {} did not close cleanly: {}", provider, e.getMessage());
            }
        }
    }
}
