package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.web3j.abi.datatypes.Type;

/**
 * One deployment of the contract, with a room for each of its concerns. Reads answer as of the newest block, or as of the
 * block of {@link #at}. Calls to send are values ({@link ContractCall}) for a {@link TransactionSender}.
 */
public final class DeopenchatContract {
    private static final int SHOWN_LENGTH = 64;
    private static final List<String> ANY = List.of();

    private final ChainClient chain;
    private final Domain domain;
    private final Network network;
    private final Functions functions;

    private DeopenchatContract(ChainClient chain, Domain domain, Network network, Functions functions) {
        this.chain = chain;
        this.domain = domain;
        this.network = network;
        this.functions = functions;
    }

    /** Without looking at the code: {@link Deployments} does that before it hands the contract out. */
    static DeopenchatContract open(ChainClient chain, Domain domain, Network network) {
        return new DeopenchatContract(chain, domain, network, Functions.of(chain, domain.contract()));
    }

    /** The same deployment as of the end of a block. */
    public DeopenchatContract at(long block) {
        return new DeopenchatContract(chain, domain, network, functions.at(block));
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
        return functions.currency();
    }

    public boolean settlesInNativeCoin() {
        return currency().equals(Address.ZERO);
    }

    /** Also the notice of changes that could catch somebody, and the time to contest a provisional claim. */
    public Duration withdrawalDelay() {
        return Duration.ofSeconds(functions.askNumber(Deopenchat::withdrawalDelay));
    }

    /** Where the second half of the code lives. */
    public Address extension() {
        return functions.askAddress(Deopenchat::extension);
    }

    /** What the contract hashes into every message; that of {@link #domain} unless the chain was forked. */
    public Bytes32 domainSeparator() {
        return Bytes32.of(functions.ask(Deopenchat::domainSeparator, byte[].class));
    }

    /**
     * The domain as the contract tells it (EIP-5267).
     *
     * @throws WrongDeployment if it has another name or version
     */
    public Domain eip712Domain() {
        List<Type<?>> fields = functions.askSeveral(Deopenchat::eip712Domain);
        String name = Foreign.text((String) fields.get(1).getValue(), SHOWN_LENGTH);
        String version = Foreign.text((String) fields.get(2).getValue(), SHOWN_LENGTH);
        if (!name.equals(Domain.NAME) || !version.equals(Domain.VERSION)) {
            throw new WrongDeployment("the contract signs for %s version %s, expected %s version %s"
                    .formatted(name, version, Domain.NAME, Domain.VERSION));
        }
        return new Domain(Abi.number((BigInteger) fields.get(3).getValue()), Abi.address((String)
                fields.get(4).getValue()));
    }

    public Registry registry() {
        return new Registry(functions);
    }

    public Escrow escrow() {
        return new Escrow(functions);
    }

    public Claims claims() {
        return new Claims(functions);
    }

    public Withdrawals withdrawals() {
        return new Withdrawals(functions);
    }

    public ProvisionalClaims provisionalClaims() {
        return new ProvisionalClaims(functions);
    }

    public Prefunds prefunds() {
        return new Prefunds(functions);
    }

    public Orders orders() {
        return new Orders(functions);
    }

    public Reputation reputation() {
        return new Reputation(functions);
    }

    public LifeSigns lifeSigns() {
        return new LifeSigns(chain, this);
    }

    public Treasury treasury() {
        return new Treasury(functions);
    }

    public Credits credits() {
        return new Credits(functions);
    }

    public Approvals approvals() {
        return new Approvals(address(), functions);
    }

    /**
     * Several calls in one transaction of the sender, in order; all of them or none.
     *
     * @throws IllegalArgumentException if one is for another contract or takes native coin: one amount would count for each
     */
    public ContractCall batch(List<ContractCall> calls) {
        calls.forEach(this::requireOurs);
        List<byte[]> encoded = calls.stream()
                .map(call -> HexFormat.of().parseHex(call.data().substring(2)))
                .toList();
        String description = calls.stream().map(ContractCall::description).collect(Collectors.joining(", "));
        return functions.call(contract -> contract.batch(encoded), "batch of " + description);
    }

    private void requireOurs(ContractCall call) {
        if (!call.to().equals(address()) || !call.value().equals(Wei.ZERO)) {
            throw new IllegalArgumentException(
                    "'%s' cannot stand in a batch: it is for %s with %s base units, expected %s with 0"
                            .formatted(call.description(), call.to(), call.value(), address()));
        }
    }

    /**
     * What happened to a provider, its listings and its accounts, oldest first, both blocks included. Filecoin wants
     * {@code toBlock} below its head.
     */
    public List<ProviderEvent> events(Address provider, long fromBlock, long toBlock) {
        return logs(ProviderEvent.class, List.of(List.of(EventDecoder.topic(provider))), fromBlock, toBlock);
    }

    /** What happened to the orders of a provider, and what a wallet did with its own, oldest first, both blocks included. */
    public List<OrderEvent> orderEvents(Address party, long fromBlock, long toBlock) {
        return logs(OrderEvent.class, List.of(ANY, List.of(EventDecoder.topic(party))), fromBlock, toBlock);
    }

    /** Rows of claims that moved money of one account, oldest first, both blocks included. */
    public List<AccountEvent.Claimed> claimedRows(Address provider, Address client, long fromBlock, long toBlock) {
        return logs(
                AccountEvent.Claimed.class,
                List.of(List.of(EventDecoder.topic(provider)), List.of(EventDecoder.topic(client))),
                fromBlock,
                toBlock);
    }

    /** Claims of a provider that paid something, oldest first, both blocks included. */
    List<ClaimEvent.ClaimSettled> claimsSettled(Address provider, long fromBlock, long toBlock) {
        List<List<String>> itself = List.of(List.of(EventDecoder.topic(provider)));
        return logs(ClaimEvent.ClaimSettled.class, itself, fromBlock, toBlock).stream()
                .filter(claim -> !claim.amount().isZero())
                .toList();
    }

    /**
     * The record of a provider by its events alone, both blocks included; that of {@link Reputation#providerRecord} as of
     * {@code toBlock} if {@code fromBlock} is not after the deployment.
     */
    public ProviderRecord recordFromEvents(Address provider, long fromBlock, long toBlock) {
        List<String> itself = List.of(EventDecoder.topic(provider));
        List<ContractEvent> events = new ArrayList<>(events(provider, fromBlock, toBlock));
        events.addAll(orderEvents(provider, fromBlock, toBlock));
        events.addAll(logs(ReputationEvent.Compared.class, List.of(itself), fromBlock, toBlock));
        events.addAll(logs(ReputationEvent.Compared.class, List.of(ANY, itself), fromBlock, toBlock));
        return RecordFromEvents.of(provider, events);
    }

    /** Everything of a kind that happened, oldest first, both blocks included. */
    public <E extends ContractEvent> List<E> events(Class<E> kind, long fromBlock, long toBlock) {
        return logs(kind, List.of(), fromBlock, toBlock);
    }

    /** What a transaction changed in this contract. */
    public List<ContractEvent> events(MinedTransaction transaction) {
        return transaction.logs().stream()
                .filter(log -> Address.parse(log.getAddress()).equals(address()))
                .flatMap(log -> EventDecoder.decode(log).stream())
                .toList();
    }

    private <E extends ContractEvent> List<E> logs(
            Class<E> kind, List<List<String>> arguments, long fromBlock, long toBlock) {
        List<List<String>> topics = new ArrayList<>();
        topics.add(EventDecoder.topics(kind));
        topics.addAll(arguments);
        return chain.logs(address(), topics, fromBlock, toBlock, network.maxLogRange()).stream()
                .flatMap(log -> EventDecoder.decode(log).stream())
                .map(kind::cast)
                .toList();
    }
}
