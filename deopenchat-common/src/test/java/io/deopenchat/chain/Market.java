package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A chain with the contract on it, and the wallets of everybody who uses it. */
final class Market implements AutoCloseable {
    static final Duration DELAY = DeployedChain.WITHDRAWAL_DELAY;

    /** Wallets of the development chain; 0 deploys. */
    private static final int WALLETS = 10;

    private static final int TREASURY = 9;
    private static final Wei PURSE = Wei.parseWithUnit("100 ether");

    private final DeployedChain chain;
    private final @Nullable TestToken token;
    private final Map<Address, MarketWallet> wallets = new HashMap<>();
    private final Set<String> sent = new HashSet<>();

    private Market(DeployedChain chain, @Nullable TestToken token) {
        this.chain = chain;
        this.token = token;
    }

    static Market inNativeCoin() {
        return new Market(DeployedChain.start(), null);
    }

    /** Settles in an ERC-20 with permits, of which everybody has plenty. */
    static Market inTokens() {
        Anvil anvil = Anvil.start();
        TestToken token;
        try (ChainClient client = anvil.client()) {
            token = TestToken.deploy(new TransactionSender(client, Network.LOCAL, Anvil.key(0)));
        }
        DeployedChain chain = DeployedChain.on(anvil, token.address());
        IntStream.range(0, WALLETS).forEach(wallet -> chain.sender(0).send(token.mint(Anvil.address(wallet), PURSE)));
        return new Market(chain, token);
    }

    DeopenchatContract contract() {
        return chain.contract();
    }

    /** @param account of the chain, each for one role of a test */
    MarketWallet wallet(int account) {
        return wallets.computeIfAbsent(Anvil.address(account), address -> new MarketWallet(this, account));
    }

    MarketOwner owner(int account) {
        return new MarketOwner(wallet(account));
    }

    MarketProvider provider(int account) {
        return new MarketProvider(wallet(account), Anvil.key(account));
    }

    MarketClient client(String seed) {
        return new MarketClient(contract().domain(), seed);
    }

    MarketWallet treasury() {
        return wallet(TREASURY);
    }

    TestToken token() {
        if (token == null) {
            throw new IllegalStateException("this market settles in the native coin");
        }
        return token;
    }

    TransactionSender sender(int account) {
        return chain.sender(account);
    }

    ChainClient node() {
        return chain.client();
    }

    Instant now() {
        return chain.client().headTime();
    }

    void passes(Duration time) {
        chain.anvil().increaseTime(time);
    }

    void passesUntil(Instant time) {
        Duration rest = Duration.between(now(), time);
        if (rest.isPositive()) {
            passes(rest);
        }
    }

    /** What somebody has in the settlement currency. */
    Wei balance(Address holder) {
        return token == null ? chain.client().balance(holder) : token.balance(chain.client(), holder);
    }

    /** What the contract has. */
    Wei holds() {
        return balance(contract().address());
    }

    /** @return what {@link #goBackTo} takes */
    String remember() {
        return chain.anvil().snapshot();
    }

    void goBackTo(String snapshot) {
        chain.anvil().revert(snapshot);
        chain.forgetNonces();
    }

    void noteSent(ContractCall call) {
        sent.add(call.data().substring(0, 10));
    }

    /** Selectors of all functions that anybody ever sent; 0x-hex. */
    Set<String> sent() {
        return Set.copyOf(sent);
    }

    /** Whoever has money in the contract takes it out, each by the way that is open to it. */
    void everybodyLeaves() {
        ordersEnd();
        provisionalClaimsAreDecided();
        // twice: what waits for a displaced owner leaves first, and only then can the present owner ask
        accountsAreEmptied();
        accountsAreEmptied();
        for (int account = 0; account < WALLETS; account++) {
            wallet(account).leaves();
        }
    }

    private void ordersEnd() {
        for (long id = 1; id <= contract().orders().orderCount(); id++) {
            Order order = contract().orders().order(id).orElseThrow();
            if (order.state() == OrderState.OPEN) {
                wallet(order.owner()).sends(contract().orders().returnOrder(id));
            }
        }
    }

    private void provisionalClaimsAreDecided() {
        for (Account account : accounts()) {
            contract()
                    .provisionalClaims()
                    .provisionalClaim(account.provider, account.client())
                    .ifPresent(open -> {
                        passesUntil(open.closesAt());
                        wallet(0)
                                .sends(contract()
                                        .provisionalClaims()
                                        .finishProvisionalClaim(account.provider, account.client()));
                    });
        }
    }

    private void accountsAreEmptied() {
        List<Account> full = accounts().stream()
                .filter(account -> !account.state.escrow().isZero())
                .toList();
        full.stream()
                .filter(account -> !account.isLeaving(now()))
                .forEach(account -> wallet(account.state.owner())
                        .sends(contract()
                                .withdrawals()
                                .requestWithdrawal(account.provider, account.client(), Wei.MAX, Wei.ZERO)));
        for (Account account : accounts()) {
            if (account.isLeaving(now())) {
                passesUntil(account.state.maturesAt().orElseThrow());
                wallet(0).sends(contract().withdrawals().finishWithdrawal(account.provider, account.client()));
            }
        }
    }

    private record Account(Address provider, AccountState state) {
        Address client() {
            return state.client();
        }

        /** A withdrawal that has lapsed must be asked for again. */
        boolean isLeaving(Instant now) {
            return state.maturesAt().isPresent()
                    && state.lapsesAt().filter(lapse -> !now.isBefore(lapse)).isEmpty();
        }
    }

    private List<Account> accounts() {
        return contract().registry().providers().stream()
                .map(RegisteredProvider::provider)
                .flatMap(provider ->
                        contract().escrow().accounts(provider).stream().map(state -> new Account(provider, state)))
                .toList();
    }

    private MarketWallet wallet(Address address) {
        return IntStream.range(0, WALLETS)
                .mapToObj(this::wallet)
                .filter(wallet -> wallet.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        chain.close();
    }
}
