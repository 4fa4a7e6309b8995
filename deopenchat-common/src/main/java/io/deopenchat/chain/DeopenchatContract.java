package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.RemoteFunctionCall;

/**
 * One deployment of the contract. Reads answer as of the newest block, or as of the block of {@link #at}. Calls to send are
 * values ({@link ContractCall}) for a {@link TransactionSender}.
 */
public final class DeopenchatContract {
    /** Entries that one paged read asks for; keeps an answer far below what public nodes cut off. */
    static final int PAGE_SIZE = 100;

    private final ChainClient chain;
    private final Domain domain;
    private final Address currency;
    private final Network network;
    private final Deopenchat functions;
    private final @Nullable Long block;

    private DeopenchatContract(
            ChainClient chain,
            Domain domain,
            Address currency,
            Network network,
            Deopenchat functions,
            @Nullable Long block) {
        this.chain = chain;
        this.domain = domain;
        this.currency = currency;
        this.network = network;
        this.functions = functions;
        this.block = block;
    }

    /** Without looking at the code: {@link Deployments} does that before it calls here. */
    static DeopenchatContract open(ChainClient chain, Domain domain, Network network) {
        Deopenchat functions = WrapperCodec.functions(domain.contract());
        Address currency = Abi.address((String) WrapperCodec.value(
                functions.currency(),
                chain.read(domain.contract(), functions.currency().encodeFunctionCall())));
        return new DeopenchatContract(chain, domain, currency, network, functions, null);
    }

    /** The same deployment as of the end of a block. */
    public DeopenchatContract at(long block) {
        return new DeopenchatContract(chain, domain, currency, network, functions, block);
    }

    public Domain domain() {
        return domain;
    }

    public Address address() {
        return domain.contract();
    }

    public Network network() {
        return network;
    }

    /** The ERC-20 that this deployment settles in, or {@link Address#ZERO} for the chain's native coin. */
    public Address currency() {
        return currency;
    }

    public boolean settlesInNativeCoin() {
        return currency.equals(Address.ZERO);
    }

    public Duration withdrawalDelay() {
        return Duration.ofSeconds(Abi.number(ask(functions.withdrawalDelay(), BigInteger.class)));
    }

    /** Empty if the wallet never registered. */
    public Optional<ProviderRecord> provider(Address provider) {
        Deopenchat.ProviderView view = ask(functions.provider(provider.toString()), Deopenchat.ProviderView.class);
        return view.registeredAt.signum() == 0 ? Optional.empty() : Optional.of(record(view));
    }

    /** All providers in the order of registration. */
    public List<ProviderRecord> providers() {
        return paged(functions::providers, Deopenchat.ProviderView.class, DeopenchatContract::record);
    }

    /** Empty if the provider never listed the model; an unlisted one is there with {@code listed} false. */
    public Optional<Listing> listing(Address provider, Bytes32 model) {
        Deopenchat.ListingView view =
                ask(functions.listing(provider.toString(), model.toArray()), Deopenchat.ListingView.class);
        return view.name.isEmpty() ? Optional.empty() : Optional.of(listing(view));
    }

    /** All listings of a provider in the order of listing, unlisted ones included. */
    public List<Listing> listings(Address provider) {
        return paged(
                (offset, limit) -> functions.listings(provider.toString(), offset, limit),
                Deopenchat.ListingView.class,
                DeopenchatContract::listing);
    }

    /** Empty if nobody ever funded this client with the provider. */
    public Optional<AccountState> account(Address provider, Address client) {
        Deopenchat.AccountView view =
                ask(functions.account(provider.toString(), client.toString()), Deopenchat.AccountView.class);
        return Abi.address(view.owner).equals(Address.ZERO) ? Optional.empty() : Optional.of(account(view));
    }

    /** All accounts of a provider in the order of opening. */
    public List<AccountState> accounts(Address provider) {
        return paged(
                (offset, limit) -> functions.accounts(provider.toString(), offset, limit),
                Deopenchat.AccountView.class,
                DeopenchatContract::account);
    }

    /** What {@code payee} may collect, in base units of the settlement currency; {@link Wei#MAX} for anything beyond it. */
    public Wei credit(Address payee) {
        return new Wei(ask(functions.credit(payee.toString()), BigInteger.class).min(Wei.MAX.value()));
    }

    /**
     * What happened to a provider, its listings and its accounts, oldest first, both blocks included. Filecoin wants
     * {@code toBlock} below its head.
     */
    public List<ContractEvent> events(Address provider, long fromBlock, long toBlock) {
        List<List<String>> topics = List.of(EventDecoder.topics(), List.of(EventDecoder.topic(provider)));
        return chain.logs(address(), topics, fromBlock, toBlock, network.maxLogRange()).stream()
                .flatMap(log -> EventDecoder.decode(log).stream())
                .toList();
    }

    /** What a transaction changed in this contract. */
    public List<ContractEvent> events(MinedTransaction transaction) {
        return transaction.logs().stream()
                .filter(log -> Address.parse(log.getAddress()).equals(address()))
                .flatMap(log -> EventDecoder.decode(log).stream())
                .toList();
    }

    public ContractCall registerProvider(ProviderDetails details) {
        return call(functions.registerProvider(details(details)), "registration of a provider");
    }

    /** Replaces all details of the sender. A new operator holds at once. */
    public ContractCall updateProvider(ProviderDetails details) {
        return call(functions.updateProvider(details(details)), "update of a provider");
    }

    /**
     * Lists a model of the sender, or replaces the listing.
     *
     * @param name 1 to 128 printable ASCII characters
     * @param capacity requests served at the same time, at least 1
     */
    public ContractCall listModel(String name, int kind, int capacity, Prices prices) {
        return call(
                functions.listModel(name, BigInteger.valueOf(kind), BigInteger.valueOf(capacity), Abi.prices(prices)),
                "listing of model " + Foreign.text(name, 128));
    }

    public ContractCall unlistModel(Bytes32 model) {
        return call(functions.unlistModel(model.toArray()), "unlisting of model " + model);
    }

    /**
     * Buys thousands of tokens for a client key; the sender becomes the owner of a new account.
     *
     * @param payment native coin to send along, {@link Listing#costOfThousands} or more: what is too much comes back. With a
     *     token deployment nothing is sent and the cost is pulled; see {@link #approve}
     */
    public ContractCall fetchTokens(Address provider, Bytes32 model, long ktokens, PublicKey client, Wei payment) {
        return fetchTokens(provider, model, ktokens, client, new byte[0], payment);
    }

    /** The same with the client's consent, which gives the sender an account that somebody else opened before. */
    public ContractCall fetchTokens(
            Address provider,
            Bytes32 model,
            long ktokens,
            PublicKey client,
            Bind bind,
            Signature bindSignature,
            Wei payment) {
        return fetchTokens(provider, model, ktokens, client, packed(bind, bindSignature), payment);
    }

    /** Adds to an existing account; refused if somebody else than {@code expectedOwner} owns it by then. */
    public ContractCall depositFor(Address provider, Address client, Address expectedOwner, Wei amount) {
        return paying(
                functions.depositFor(
                        provider.toString(),
                        client.toString(),
                        expectedOwner.toString(),
                        amount.value(),
                        BigInteger.ZERO),
                amount,
                "deposit of " + amount + " base units for client " + client);
    }

    /** Allows the contract to pull tokens of the sender, which a deployment that settles in an ERC-20 needs before a deposit. */
    public ContractCall approve(Wei amount) {
        if (settlesInNativeCoin()) {
            throw new IllegalStateException("this deployment settles in the native coin: nothing is to be approved");
        }
        return new ContractCall(
                currency,
                WrapperCodec.approval(address(), amount),
                Wei.ZERO,
                "approval of " + amount + " base units of token " + currency);
    }

    /** Pays the provider for what its clients confirmed; anyone may send it. */
    public ContractCall claim(Address provider, List<SignedConfirmation> confirmations) {
        return call(
                functions.claim(provider.toString(), ClaimRows.of(confirmations)),
                "claim of " + confirmations.size() + (confirmations.size() == 1 ? " row" : " rows"));
    }

    /** What a claim would do with each row if it were mined now. */
    public List<ClaimStatus> preflightClaim(Address sender, Address provider, List<SignedConfirmation> confirmations) {
        ContractCall claim = claim(provider, confirmations);
        return ClaimRows.statuses(chain.attempt(sender, claim.to(), claim.data(), claim.value()));
    }

    /**
     * Asks for money back; owner only.
     *
     * @param amount {@link Wei#MAX} for everything
     * @param declaredTotal cumulative cost that the client has confirmed; the provider is paid up to it first
     */
    public ContractCall requestWithdrawal(Address provider, Address client, Wei amount, Wei declaredTotal) {
        return call(
                functions.requestWithdrawal(
                        provider.toString(), client.toString(), amount.value(), declaredTotal.value()),
                "request of a withdrawal of client " + client);
    }

    public ContractCall cancelWithdrawal(Address provider, Address client) {
        return call(
                functions.cancelWithdrawal(provider.toString(), client.toString()),
                "cancellation of the withdrawal of client " + client);
    }

    /** Finishes a mature withdrawal; anyone may, only the sender's own share is sent, others get credit. */
    public ContractCall finishWithdrawal(Address provider, Address client) {
        return call(
                functions.finishWithdrawal(provider.toString(), client.toString()),
                "finish of the withdrawal of client " + client);
    }

    /** Settles an account at once with the operator's signature; owner only. */
    public ContractCall release(Release release, Signature operatorSignature) {
        return call(
                functions.release(
                        release.provider().toString(),
                        release.client().toString(),
                        release.settledTotal().value(),
                        BigInteger.valueOf(release.nonce()),
                        BigInteger.valueOf(release.deadline()),
                        operatorSignature.toArray()),
                "release of client " + release.client());
    }

    /** Pays the sender all of its credit. */
    public ContractCall collectCredit() {
        return call(functions.collectCredit(), "collection of credit");
    }

    private ContractCall fetchTokens(
            Address provider, Bytes32 model, long ktokens, PublicKey client, byte[] bind, Wei payment) {
        return paying(
                functions.fetchTokens(
                        provider.toString(),
                        model.toArray(),
                        BigInteger.valueOf(ktokens),
                        client.toArray(),
                        bind,
                        BigInteger.ZERO),
                payment,
                "purchase of " + ktokens + ",000 tokens for client " + client.address());
    }

    private ContractCall call(RemoteFunctionCall<?> function, String description) {
        return new ContractCall(address(), function.encodeFunctionCall(), Wei.ZERO, description);
    }

    private ContractCall paying(RemoteFunctionCall<?> function, Wei payment, String description) {
        Wei value = settlesInNativeCoin() ? payment : Wei.ZERO;
        return new ContractCall(address(), function.encodeFunctionCall(), value, description);
    }

    private <T> T ask(RemoteFunctionCall<?> function, Class<T> type) {
        return type.cast(WrapperCodec.value(function, answer(function)));
    }

    private String answer(RemoteFunctionCall<?> function) {
        String data = function.encodeFunctionCall();
        return block == null ? chain.read(address(), data) : chain.readAt(address(), data, block);
    }

    /** A list that grows between two pages is read up to where it was when its last page was. */
    private <V, T> List<T> paged(
            BiFunction<BigInteger, BigInteger, RemoteFunctionCall<?>> function, Class<V> type, Function<V, T> reader) {
        List<T> all = new ArrayList<>();
        List<V> page;
        do {
            RemoteFunctionCall<?> question =
                    function.apply(BigInteger.valueOf(all.size()), BigInteger.valueOf(PAGE_SIZE));
            page = WrapperCodec.values(question, answer(question), type);
            page.stream().map(reader).forEach(all::add);
        } while (page.size() == PAGE_SIZE);
        return List.copyOf(all);
    }

    /** 20 bytes of the provider that the client named, then its signature. */
    private static byte[] packed(Bind bind, Signature signature) {
        byte[] packed = new byte[Address.LENGTH + Signature.LENGTH];
        System.arraycopy(bind.provider().toArray(), 0, packed, 0, Address.LENGTH);
        System.arraycopy(signature.toArray(), 0, packed, Address.LENGTH, Signature.LENGTH);
        return packed;
    }

    private static Deopenchat.ProviderDetails details(ProviderDetails details) {
        return new Deopenchat.ProviderDetails(
                details.endpoint(),
                details.operator().toString(),
                details.encryptionKey().toArray(),
                details.metadataUri());
    }

    private static ProviderRecord record(Deopenchat.ProviderView view) {
        return new ProviderRecord(
                Abi.address(view.provider),
                Abi.address(view.operator),
                Abi.bytes32(view.encryptionKey),
                view.endpoint,
                view.metadataUri,
                Instant.ofEpochSecond(Abi.number(view.registeredAt)),
                Abi.number(view.listingCount));
    }

    private static Listing listing(Deopenchat.ListingView view) {
        return new Listing(
                view.name,
                Abi.bytes32(view.model),
                Abi.prices(view.prices),
                Abi.count(view.capacity),
                Abi.count(view.kind),
                view.listed);
    }

    private static AccountState account(Deopenchat.AccountView view) {
        return new AccountState(
                Abi.address(view.client),
                Abi.address(view.owner),
                Abi.publicKey(view.publicKeyX, view.publicKeyY),
                Abi.wei(view.escrow),
                Abi.wei(view.claimed),
                Abi.number(view.rounds),
                Abi.wei(view.locked),
                Abi.wei(view.withdrawing),
                Abi.wei(view.declaredTotal),
                Abi.number(view.maturesAt),
                Abi.number(view.lapsesAt),
                Abi.number(view.releaseNonce),
                Abi.address(view.withdrawalBeneficiary));
    }
}
