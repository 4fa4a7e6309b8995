package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ContractEvent;
import io.deopenchat.chain.CreditEvent;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the books of a market from the events and views of its contract, and from the receipts of the chain. */
final class OrdersOnChain {
    private final Marketplace market;
    private final Anvil node;
    private final Wei funded;
    private final List<Address> providers;
    private final List<Address> others;
    private final long head;
    private final DeopenchatContract contract;
    private final List<ContractEvent> events;
    private final Map<Address, Map<Address, AccountState>> accounts = new HashMap<>();
    private final Map<Address, BigInteger> due = new HashMap<>();

    /**
     * @param funded what each wallet had at first
     * @param others wallets of owners, and the treasury's
     */
    OrdersOnChain(Marketplace market, Anvil node, Wei funded, List<Address> providers, List<Address> others) {
        this.market = market;
        this.node = node;
        this.funded = funded;
        this.providers = providers;
        this.others = others;
        head = market.node().headBlock();
        contract = market.contract().at(head);
        events = market.contract().events(ContractEvent.class, 0, head);
    }

    OrderBooks read() {
        providers.forEach(provider -> {
            Map<Address, AccountState> of = accounts.computeIfAbsent(provider, _ -> new HashMap<>());
            contract.escrow().accounts(provider).forEach(account -> of.put(account.client(), account));
        });
        List<OrderBooks.Placed> orders =
                all(OrderEvent.OrderPosted.class).map(this::order).toList();
        List<OrderBooks.Earning> earnings = earnings();
        Receipts receipts = receipts();
        List<Address> everybody = new ArrayList<>(providers);
        everybody.addAll(others);
        return new OrderBooks(
                contract.orders().orderCount(),
                orders,
                everybody.stream().map(wallet -> wallet(wallet, receipts)).toList(),
                earnings,
                providers.stream().map(this::standing).toList(),
                contract.treasury().fee().basisPoints(),
                balance(contract.address()),
                owed(orders, everybody),
                receipts.lostRaces(),
                receipts.gas());
    }

    private <E> Stream<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    private OrderBooks.Placed order(OrderEvent.OrderPosted posted) {
        Order order = contract.orders().order(posted.orderId()).orElseThrow();
        Address client = posted.client();
        Map<Address, Wei> paid = new LinkedHashMap<>();
        Wei left = order.state() == OrderState.OPEN ? order.stake() : Wei.ZERO;
        for (Address provider : providers) {
            AccountState account = of(provider).get(client);
            if (account != null) {
                paid.put(provider, account.claimed());
                left = left.plus(account.escrow()).plus(account.contested());
            }
        }
        Wei returned = returned(posted.orderId(), client);
        due.merge(posted.owner(), returned.value(), BigInteger::add);
        return new OrderBooks.Placed(
                posted.orderId(),
                posted.owner(),
                client,
                posted.terms().stake(),
                order.state(),
                (int) count(OrderEvent.OrderLocked.class, posted.orderId()),
                (int) count(OrderEvent.OrderReopened.class, posted.orderId()),
                paid,
                told(client, paid.keySet()),
                returned,
                left);
    }

    private Map<Address, AccountState> of(Address provider) {
        return accounts.getOrDefault(provider, Map.of());
    }

    private long count(Class<? extends OrderEvent> kind, long orderId) {
        return all(kind).filter(event -> event.orderId() == orderId).count();
    }

    private Map<Address, Wei> told(Address client, Iterable<Address> whom) {
        Map<Address, Wei> told = new LinkedHashMap<>();
        whom.forEach(provider -> told.put(provider, Wei.ZERO));
        all(AccountEvent.class)
                .filter(event -> event.client().equals(client))
                .forEach(event -> claimed(event).ifPresent(total -> told.merge(event.provider(), total, Wei::max)));
        return told;
    }

    /** What the provider was paid for the account in total, if that may have changed. */
    private static Optional<Wei> claimed(AccountEvent event) {
        return switch (event) {
            case AccountEvent.Claimed claimed -> Optional.of(claimed.claimed());
            case AccountEvent.WithdrawalFinished finished -> Optional.of(finished.claimed());
            case AccountEvent.Released released -> Optional.of(released.claimed());
            case AccountEvent.ProvisionalClaimPaid paid -> Optional.of(paid.claimed());
            case AccountEvent.ProvisionalClaimContested contested -> Optional.of(contested.claimed());
            default -> Optional.empty();
        };
    }

    private Wei returned(long orderId, Address client) {
        return events.stream()
                .map(event -> switch (event) {
                    case OrderEvent.OrderFinished finished when finished.orderId() == orderId -> finished.returned();
                    case OrderEvent.OrderReturned returned when returned.orderId() == orderId -> returned.stake();
                    case AccountEvent.WithdrawalFinished taken
                    when taken.client().equals(client) -> taken.paid();
                    case AccountEvent.Released released when released.client().equals(client) -> released.paid();
                    default -> Wei.ZERO;
                })
                .reduce(Wei.ZERO, Wei::plus);
    }

    /** One for each transaction in which a total grew. */
    private List<OrderBooks.Earning> earnings() {
        Map<List<Address>, Wei> totals = new HashMap<>();
        Map<Bytes32, Wei> earned = new LinkedHashMap<>();
        Map<Bytes32, Address> earner = new HashMap<>();
        all(AccountEvent.class)
                .forEach(event -> claimed(event).ifPresent(total -> {
                    Wei before = Objects.requireNonNullElse(
                            totals.put(List.of(event.provider(), event.client()), total), Wei.ZERO);
                    if (total.isAbove(before)) {
                        earned.merge(event.origin().transaction(), total.minus(before), Wei::plus);
                        earner.put(event.origin().transaction(), event.provider());
                    }
                }));
        Address treasury = contract.treasury().fee().treasury();
        List<OrderBooks.Earning> earnings = new ArrayList<>();
        earned.forEach((transaction, amount) -> {
            Wei fee = all(CreditEvent.Credited.class)
                    .filter(credited -> credited.payee().equals(treasury))
                    .filter(credited -> credited.origin().transaction().equals(transaction))
                    .map(CreditEvent.Credited::amount)
                    .reduce(Wei.ZERO, Wei::plus);
            due.merge(treasury, fee.value(), BigInteger::add);
            due.merge(
                    Objects.requireNonNull(earner.get(transaction)),
                    amount.minus(fee).value(),
                    BigInteger::add);
            earnings.add(new OrderBooks.Earning(transaction, amount, fee));
        });
        return earnings;
    }

    private OrderBooks.Standing standing(Address provider) {
        return new OrderBooks.Standing(
                provider,
                contract.reputation().providerRecord(provider),
                market.contract().recordFromEvents(provider, 0, head));
    }

    private OrderBooks.Wallet wallet(Address wallet, Receipts receipts) {
        return new OrderBooks.Wallet(
                wallet,
                funded,
                receipts.paid(wallet),
                sum(
                        OrderEvent.OrderPosted.class,
                        OrderEvent.OrderPosted::owner,
                        wallet,
                        posted -> posted.terms().stake()),
                new Wei(due.getOrDefault(wallet, BigInteger.ZERO)),
                sum(CreditEvent.Credited.class, CreditEvent::payee, wallet, CreditEvent.Credited::amount),
                sum(CreditEvent.CreditCollected.class, CreditEvent::payee, wallet, CreditEvent.CreditCollected::amount),
                contract.credits().credit(wallet),
                balance(wallet));
    }

    private <E> Wei sum(Class<E> kind, Function<? super E, Address> whose, Address wallet, Function<E, Wei> amount) {
        return all(kind)
                .filter(event -> whose.apply(event).equals(wallet))
                .map(amount)
                .reduce(Wei.ZERO, Wei::plus);
    }

    private Wei owed(List<OrderBooks.Placed> orders, List<Address> everybody) {
        Wei owed = contract.provisionalClaims().burned();
        for (Map<Address, AccountState> of : accounts.values()) {
            for (AccountState account : of.values()) {
                owed = owed.plus(account.escrow());
            }
        }
        for (OrderBooks.Placed order : orders) {
            owed = order.state() == OrderState.OPEN ? owed.plus(order.stake()) : owed;
        }
        for (Address wallet : everybody) {
            owed = owed.plus(contract.credits().credit(wallet))
                    .plus(contract.prefunds().prefundOf(wallet));
        }
        return owed;
    }

    private Wei balance(Address whose) {
        return new Wei(quantity(node.rpc("eth_getBalance", whose.toString(), hex(head))));
    }

    /** What transactions cost, by wallet. */
    private record Receipts(Map<Address, BigInteger> spent, int lostRaces, long gas) {
        Wei paid(Address wallet) {
            return new Wei(spent.getOrDefault(wallet, BigInteger.ZERO));
        }
    }

    private Receipts receipts() {
        Map<Address, BigInteger> spent = new HashMap<>();
        int lost = 0;
        long gas = 0;
        String lock = lockSelector();
        for (long block = 0; block <= head; block++) {
            for (JsonNode receipt : node.rpc("eth_getBlockReceipts", hex(block))) {
                BigInteger used = quantity(receipt.path("gasUsed"));
                Address sender = Address.parse(receipt.path("from").asText());
                spent.merge(sender, used.multiply(quantity(receipt.path("effectiveGasPrice"))), BigInteger::add);
                boolean failed = quantity(receipt.path("status")).signum() == 0;
                if (failed && providers.contains(sender) && input(receipt).startsWith(lock)) {
                    lost++;
                }
                gas += providers.contains(sender) || others.contains(sender) ? used.longValueExact() : 0;
            }
        }
        return new Receipts(spent, lost, gas);
    }

    private String input(JsonNode receipt) {
        return node.rpc(
                        "eth_getTransactionByHash",
                        receipt.path("transactionHash").asText())
                .path("input")
                .asText();
    }

    private String lockSelector() {
        return all(OrderEvent.OrderPosted.class)
                .findFirst()
                .map(posted -> contract.orders().lockOrder(posted.orderId(), posted.terms()))
                .map(call -> call.data().substring(0, 10))
                .orElse("none");
    }

    private static BigInteger quantity(JsonNode hex) {
        return new BigInteger(hex.asText().substring(2), 16);
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
