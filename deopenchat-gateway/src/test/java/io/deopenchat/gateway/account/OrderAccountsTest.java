package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account that holds the stake of an order. */
class OrderAccountsTest {
    private static final Duration DELAY = Duration.ofDays(1);
    private static final Duration TIME_TO_SERVE = Duration.ofMinutes(5);

    private final ClientKey client = new ClientKey("client");
    private final TestBook book;
    private final OrderAccounts orders;

    OrderAccountsTest(@TempDir Path directory) {
        book = TestBook.open(directory);
        orders = book.accounts().orders();
    }

    @AfterEach
    void close() {
        book.close();
    }

    /** As the lock leaves it: everything is asked back, one delay after the time to serve. */
    private void isLocked() {
        book.knows(Escrow.of(client, 100).withdrawing(Wei.MAX, book.clock().instant(), TIME_TO_SERVE.plus(DELAY)));
    }

    private boolean isLeaving() {
        return book.accounts().claimable().getFirst().leaving();
    }

    @Test
    void isOpenUntilTheTimeToServeIsOver() {
        orders.hold(client.address(), DELAY);
        isLocked();
        book.clock().advance(TIME_TO_SERVE.minusSeconds(1));
        book.admits(Wish.of(client, 1));

        book.clock().advance(Duration.ofSeconds(1));
        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 2));
    }

    @Test
    void whatIsConfirmedIsUrgentOnlyFromTheEndOfTheTimeToServeOn() {
        orders.hold(client.address(), DELAY);
        isLocked();
        book.confirms(client, book.bills(Wish.of(client, 1), 10));
        assertThat(isLeaving()).isFalse();
        assertThat(book.accounts().claimable().getFirst().inOrder()).isTrue();

        book.clock().advance(TIME_TO_SERVE);
        assertThat(isLeaving()).isTrue();
        assertThat(book.accounts().claimable().getFirst().inOrder()).isFalse();
    }

    @Test
    void whatItsFinishClaimsIsNotClaimedBesideIt() {
        orders.hold(client.address(), DELAY);
        isLocked();
        book.confirms(client, book.bills(Wish.of(client, 1), 10));
        orders.beginSettling(client.address());
        assertThat(book.accounts().claimable()).isEmpty();

        orders.endSettling(client.address());
        assertThat(book.accounts().claimable()).hasSize(1);
    }

    @Test
    void itsOwnerMayStillLeaveEarly() {
        orders.hold(client.address(), DELAY);
        book.knows(Escrow.of(client, 100).withdrawing(Wei.MAX, book.clock().instant(), DELAY));

        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));
    }

    @Test
    void closesWhileItsOrderIsFinishedUnlessARoundRuns() {
        orders.hold(client.address(), DELAY);
        isLocked();
        book.admits(Wish.of(client, 1));
        assertThat(orders.beginSettling(client.address())).isFalse();
        book.admits(Wish.of(client, 2));
        book.voids(Wish.of(client, 1));
        book.voids(Wish.of(client, 2));

        assertThat(orders.beginSettling(client.address())).isTrue();
        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 3));
        orders.endSettling(client.address());
        book.admits(Wish.of(client, 3));
    }

    @Test
    void doesNotCloseWhileSomethingIsNotSignedFor() {
        orders.hold(client.address(), DELAY);
        isLocked();
        book.bills(Wish.of(client, 1), 10);

        assertThat(orders.progress(client.address()).unconfirmed()).isTrue();
        assertThat(orders.beginSettling(client.address())).isFalse();
    }

    @Test
    void isAnOrdinaryOneAfterItsOrder() {
        orders.hold(client.address(), DELAY);
        isLocked();
        orders.letGo(client.address());

        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));
    }

    @Test
    void isForgottenIfItNeverWas() {
        orders.hold(client.address(), DELAY);
        assertThat(book.accounts().totals().accounts()).isEqualTo(1);
        orders.letGo(client.address());

        assertThat(book.accounts().totals().accounts()).isZero();
    }
}
