package io.deopenchat.bridge.market;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.StorageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orders of one owner that this process looks after; closing leaves them to the next start. */
public final class OrderBook implements AutoCloseable {
    /** Each holds a stake, and once it is locked an account. */
    public static final int MAX_UNFINISHED = 64;

    private static final Duration LAST_STEP = Duration.ofSeconds(45);
    private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);

    private final Path stateDirectory;
    private final Domain domain;
    private final OrderMemo memos;
    private final OrderRules rules;
    private final MarketChain chain;
    private final Accounts accounts;
    private final SecureRandom random = new SecureRandom();
    private final Map<Address, Thread> running = new ConcurrentHashMap<>();

    /** Opens an account on which the rounds of a locked order run, as those of the daemon's own key do. */
    public interface Accounts {
        /** @param directory of the order, for the journal */
        Counterparty open(MessageSigner client, Address provider, Path directory);
    }

    /** @param owner of the orders, to whom their keys are sealed */
    public OrderBook(
            Path stateDirectory,
            Domain domain,
            SecretKey owner,
            OrderRules rules,
            MarketChain chain,
            Accounts accounts) {
        this.stateDirectory = stateDirectory;
        this.domain = domain;
        this.memos = OrderMemo.of(owner, domain);
        this.rules = rules;
        this.chain = chain;
        this.accounts = accounts;
    }

    public OrderRules rules() {
        return rules;
    }

    /**
     * Posts an order under a key of its own and looks after it from then on.
     *
     * @param pin the only provider that may lock it; empty for those that the user allows
     * @param kept the request, for whoever goes on with it after a crash; empty to keep none
     * @return empty if too many are unfinished
     */
    public Optional<LiveOrder> place(InferenceCall call, Optional<Address> pin, Optional<byte[]> kept, Buyer buyer) {
        if (running.size() >= MAX_UNFINISHED) {
            return Optional.empty();
        }
        OrderDraft draft = rules.draft(call, pin);
        SecretKey key = SecretKey.generate(random);
        Address client = OrderMemo.addressOf(key);
        OrderDirectory directory = OrderDirectory.of(stateDirectory, client);
        OrderTerms terms = draft.at(chain.now(), chain.shortestSilence());
        OrderFile file = new OrderFile(
                domain,
                chain.owner(),
                client,
                draft.model(),
                terms,
                memos.seal(client, new OrderMemo.Content(key, draft.model())),
                null,
                null,
                null);
        ClientKeyLock lock = ClientKeyLock.take(directory.path(), client);
        try {
            kept.ifPresent(body -> directory.keepRequest(key, body));
            directory.write(file);
            return Optional.of(start(directory, file, key, buyer, lock));
        } catch (StorageFailure e) {
            lock.close();
            throw e;
        }
    }

    /** What an order that is taken up again wanted to ask. */
    public record Unfinished(Address client, String model, Optional<byte[]> request) {}

    /** Takes up every order again that has not ended and that no other process looks after. */
    public List<LiveOrder> resume(Function<Unfinished, Buyer> buyers) {
        List<LiveOrder> resumed = new ArrayList<>();
        for (OrderDirectory directory : OrderDirectory.in(stateDirectory)) {
            try {
                resume(directory, buyers).ifPresent(resumed::add);
            } catch (StorageFailure e) {
                LOG.warn("an order is left alone: {}", e.getMessage());
            }
        }
        return resumed;
    }

    private Optional<LiveOrder> resume(OrderDirectory directory, Function<Unfinished, Buyer> buyers) {
        OrderFile file = directory.read();
        if (file.ending().isPresent()
                || running.containsKey(file.client())
                || file.domain().chainId() != domain.chainId()
                || !file.domain().contract().equals(domain.contract())
                || !file.owner().equals(chain.owner())) {
            return Optional.empty();
        }
        ClientKeyLock lock = ClientKeyLock.take(directory.path(), file.client());
        try {
            SecretKey key = memos.open(file.client(), file.memo())
                    .orElseThrow(() -> new StorageFailure("the key in " + directory.path() + " does not open"))
                    .client();
            Buyer buyer = buyers.apply(new Unfinished(file.client(), file.model(), directory.request(key)));
            return Optional.of(start(directory, file, key, buyer, lock));
        } catch (StorageFailure e) {
            lock.close();
            throw e;
        }
    }

    private LiveOrder start(OrderDirectory directory, OrderFile file, SecretKey key, Buyer buyer, ClientKeyLock lock) {
        Signer client = new Signer(key, Secp256k1.fastest());
        LiveOrder order = new LiveOrder(
                directory, file, client, buyer, chain, new Opened(directory.path(), client, buyer, file.terms()));
        Thread thread = Thread.ofVirtual().name("order").unstarted(() -> {
            try (lock) {
                order.run();
            } finally {
                running.remove(file.client());
            }
        });
        running.put(file.client(), thread);
        thread.start();
        return order;
    }

    /** The accounts of one order. */
    private final class Opened implements LiveOrder.Deals {
        private final Path directory;
        private final Signer client;
        private final Buyer buyer;
        private final OrderTerms terms;

        private Opened(Path directory, Signer client, Buyer buyer, OrderTerms terms) {
            this.directory = directory;
            this.client = client;
            this.buyer = buyer;
            this.terms = terms;
        }

        @Override
        public Deal open(Address provider) {
            return new CounterpartyDeal(accounts.open(client, provider, directory), buyer, terms);
        }

        @Override
        public boolean hasBegun(Address provider) {
            Path file = AccountId.of(domain, provider, client.address()).fileIn(directory);
            if (!Files.exists(file)) {
                return false;
            }
            // a journal is begun before the provider is looked up: without a round nothing was signed
            try (Journal journal = Journal.openReadOnly(file)) {
                return !journal.newest(1).isEmpty() || !journal.confirmations().isEmpty();
            } catch (StorageFailure unreadable) {
                LOG.warn("a journal of an order is taken for one with rounds: {}", unreadable.getMessage());
                return true;
            }
        }
    }

    /** Orders that have not ended stay on disk. */
    @Override
    public void close() {
        List<Thread> threads = List.copyOf(running.values());
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(LAST_STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
