package io.deopenchat.acceptance;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** Adds up a market after its end: what the chain tells, beside what applications got and what backends were asked. */
final class OrdersAuditor {
    private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

    private final OrderBooks books;
    private final IntFunction<Wei> cost;
    private final List<String> findings = new ArrayList<>();

    /** @param cost of a chat, different for each */
    OrdersAuditor(OrderBooks books, IntFunction<Wei> cost) {
        this.books = books;
        this.cost = cost;
    }

    /** A chat that was answered to its last byte, and whose stake was behind it. */
    record Answered(Address owner, int chat) {}

    /** @param calls of the backend of each provider, by chat */
    List<String> findings(Set<Answered> answered, Map<Address, List<Integer>> calls) {
        everyOrderHasEnded();
        everyTransactionPaidItsFee();
        everyWalletHasItsOwn();
        theContractOwesWhatItHas();
        everyAnswerWasPaid(answered);
        calls.forEach(this::nobodyWasPaidForMore);
        return List.copyOf(findings);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that nothing else needs
    private void expect(boolean holds, String what, Object... arguments) {
        if (!holds) {
            findings.add(what.formatted(arguments));
        }
    }

    private void everyOrderHasEnded() {
        expect(
                books.count() == books.orders().size(),
                "%d orders, posted were %d",
                books.count(),
                books.orders().size());
        Set<Address> clients = new HashSet<>();
        for (OrderBooks.Placed order : books.orders()) {
            expect(clients.add(order.client()), "order %d has the client of another one", order.id());
            expect(order.hasEnded(), "order %d is %s, with %s left", order.id(), order.state(), order.left());
            expect(
                    order.paid().equals(order.told()),
                    "order %d paid %s, by its events %s",
                    order.id(),
                    order.paid(),
                    order.told());
            expect(
                    sum(order.paidInAll(), order.returned())
                            .equals(order.stake().value()),
                    "order %d: stake %s is not paid %s and returned %s",
                    order.id(),
                    order.stake(),
                    order.paidInAll(),
                    order.returned());
        }
    }

    private void everyTransactionPaidItsFee() {
        for (OrderBooks.Earning earning : books.earnings()) {
            BigInteger fee = earning.earned()
                    .value()
                    .multiply(BigInteger.valueOf(books.basisPoints()))
                    .add(WHOLE.subtract(BigInteger.ONE))
                    .divide(WHOLE);
            expect(
                    fee.equals(earning.fee().value()),
                    "transaction %s earned %s and paid a fee of %s, expected %s",
                    earning.transaction(),
                    earning.earned(),
                    earning.fee(),
                    fee);
        }
        for (OrderBooks.Standing standing : books.standings()) {
            expect(
                    standing.counted().equals(standing.fromEvents()),
                    "the record of %s is %s, by events %s",
                    standing.provider(),
                    standing.counted(),
                    standing.fromEvents());
        }
    }

    private void everyWalletHasItsOwn() {
        for (OrderBooks.Wallet wallet : books.wallets()) {
            BigInteger waits = difference(wallet.credited(), wallet.collected());
            expect(
                    waits.equals(wallet.credit().value()),
                    "wallet %s has credit %s, by events %s",
                    wallet.address(),
                    wallet.credit(),
                    waits);
            BigInteger money = wallet.funded()
                    .value()
                    .subtract(sum(wallet.gas(), wallet.staked()))
                    .add(wallet.due().value())
                    .subtract(waits);
            expect(
                    money.equals(wallet.balance().value()),
                    "wallet %s has %s, expected %s",
                    wallet.address(),
                    wallet.balance(),
                    money);
        }
    }

    private void theContractOwesWhatItHas() {
        expect(books.balance().equals(books.owed()), "the contract has %s and owes %s", books.balance(), books.owed());
        BigInteger credit = books.wallets().stream()
                .map(wallet -> wallet.credit().value())
                .reduce(BigInteger.ZERO, BigInteger::add);
        expect(credit.equals(books.balance().value()), "credit of %s is not all of %s", credit, books.balance());
    }

    private void everyAnswerWasPaid(Set<Answered> answered) {
        for (Answered answer : answered) {
            Wei price = cost.apply(answer.chat());
            long paid = books.orders().stream()
                    .filter(order -> order.owner().equals(answer.owner()))
                    .filter(order -> order.paidInAll().equals(price))
                    .count();
            expect(paid == 1, "chat %d of %s was paid %d times", answer.chat(), answer.owner(), paid);
        }
    }

    /** Each payment has a call of its own that cost as much or more; an answer that broke off costs less. */
    private void nobodyWasPaidForMore(Address provider, List<Integer> calls) {
        List<Wei> paid = books.paymentsTo(provider);
        List<Wei> served = calls.stream()
                .map(cost::apply)
                .sorted(Comparator.reverseOrder())
                .toList();
        for (int i = 0; i < paid.size(); i++) {
            Wei most = i < served.size() ? served.get(i) : Wei.ZERO;
            expect(
                    !paid.get(i).isAbove(most),
                    "provider %s was paid %s for a call that cost %s",
                    provider,
                    paid.get(i),
                    most);
        }
    }

    private static BigInteger sum(Wei one, Wei other) {
        return one.value().add(other.value());
    }

    private static BigInteger difference(Wei one, Wei other) {
        return one.value().subtract(other.value());
    }
}
