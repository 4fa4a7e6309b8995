package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.OrdersAuditor.Answered;
import io.deopenchat.chain.OrderState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Doctored books: what the auditor is for has to be found. */
final class OrdersAuditorTest {
    private static final Address OWNER = Address.parse("0x" + "0a".repeat(20));
    private static final Address CLIENT = Address.parse("0x" + "0c".repeat(20));
    private static final Address PROVIDER = Address.parse("0x" + "0d".repeat(20));
    private static final int CHAT = 7;
    private static final long STAKE = 1_000;
    private static final long PAID = 107;
    private static final long FEE = 2;

    private OrderState state = OrderState.FINISHED;
    private long told = PAID;
    private long returned = STAKE - PAID;
    private long left;
    private long fee = FEE;
    private long ownersBalance = 10_000 - STAKE - 50;
    private long balance = STAKE - PAID + FEE;
    private List<Integer> calls = List.of(CHAT);

    private static Wei cost(int chat) {
        return Wei.of(100 + chat);
    }

    private List<String> findings() {
        OrderBooks.Placed order = new OrderBooks.Placed(
                1,
                OWNER,
                CLIENT,
                Wei.of(STAKE),
                state,
                1,
                0,
                Map.of(PROVIDER, Wei.of(PAID)),
                Map.of(PROVIDER, Wei.of(told)),
                Wei.of(returned),
                Wei.of(left));
        OrderBooks.Wallet owner = wallet(OWNER, 50, STAKE, STAKE - PAID, STAKE - PAID, ownersBalance);
        OrderBooks.Wallet provider = wallet(PROVIDER, 70, 0, PAID - FEE, 0, 10_000 - 70 + PAID - FEE);
        OrderBooks.Wallet treasury = wallet(Address.ZERO, 0, 0, FEE, FEE, 10_000);
        OrderBooks books = new OrderBooks(
                1,
                List.of(order),
                List.of(owner, provider, treasury),
                List.of(new OrderBooks.Earning(Bytes32.ZERO, Wei.of(PAID), Wei.of(fee))),
                List.of(),
                137,
                Wei.of(balance),
                Wei.of(balance),
                0,
                0);
        return new OrdersAuditor(books, OrdersAuditorTest::cost)
                .findings(Set.of(new Answered(OWNER, CHAT)), Map.of(PROVIDER, calls));
    }

    private static OrderBooks.Wallet wallet(
            Address whose, long gas, long staked, long due, long credited, long balance) {
        return new OrderBooks.Wallet(
                whose,
                Wei.of(10_000),
                Wei.of(gas),
                Wei.of(staked),
                Wei.of(due),
                Wei.of(credited),
                Wei.ZERO,
                Wei.of(credited),
                Wei.of(balance));
    }

    @Test
    void findsNothingWhereEverythingIsInItsPlace() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void aUnitThatNobodyGotIsFound() {
        returned--;
        assertThat(findings()).singleElement().asString().contains("stake 1000 is not paid 107 and returned 892");
    }

    @Test
    void anOrderThatStaysOpenIsFound() {
        state = OrderState.EXPIRED;
        left = 1;
        assertThat(findings()).singleElement().asString().contains("order 1 is EXPIRED, with 1 left");
    }

    @Test
    void anOrderThatIsStillLockedIsFound() {
        state = OrderState.LOCKED;
        assertThat(findings()).singleElement().asString().contains("order 1 is LOCKED");
    }

    @Test
    void aPaymentWithoutItsEventIsFound() {
        told--;
        assertThat(findings()).singleElement().asString().contains("by its events");
    }

    @Test
    void aFeeThatIsRoundedDownIsFound() {
        fee--;
        assertThat(findings()).singleElement().asString().contains("paid a fee of 1, expected 2");
    }

    @Test
    void moneyThatDidNotArriveIsFound() {
        ownersBalance--;
        assertThat(findings()).singleElement().asString().contains("wallet " + OWNER + " has 8949, expected 8950");
    }

    @Test
    void moneyThatTheContractOwesNobodyIsFound() {
        balance++;
        assertThat(findings()).singleElement().asString().contains("is not all of");
    }

    @Test
    void aPaymentForNoCallIsFound() {
        calls = List.of();
        assertThat(findings()).singleElement().asString().contains("was paid 107 for a call that cost 0");
    }

    @Test
    void aPaymentAboveItsCallIsFound() {
        calls = List.of(CHAT - 1);
        assertThat(findings()).singleElement().asString().contains("was paid 107 for a call that cost 106");
    }
}
