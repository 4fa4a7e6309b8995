package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.Release;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTest {
    private final ClientKey client = new ClientKey("client");
    private TestBook book;

    ReleaseTest(@TempDir Path directory) {
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000));
    }

    @AfterEach
    void close() {
        book.close();
    }

    private ReleaseOutcome asks() {
        return book.accounts().release(client.address(), Parties.OPERATOR);
    }

    private OpenRelease gets() {
        ReleaseOutcome outcome = asks();
        assertThat(outcome).isInstanceOf(ReleaseOutcome.Signed.class);
        ReleaseOutcome.Signed signed = (ReleaseOutcome.Signed) outcome;
        signed.durable().join();
        return signed.release();
    }

    private void isRefused(ErrorCode code) {
        assertThat(asks())
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    /** Until this is over the owner may use the release, by the clock that is furthest behind. */
    private Duration timeUntilExpiry(OpenRelease open) {
        return Duration.ofSeconds(open.release().deadline() - book.clock().seconds() + Limits.CLOCK_SKEW.toSeconds());
    }

    @Test
    void ofNobodyIsRefused() {
        assertThat(book.accounts().release(new ClientKey("stranger").address(), Parties.OPERATOR))
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.UNKNOWN_ACCOUNT));
    }

    @Test
    void isRefusedWhileARoundIsInFlight() {
        book.admits(Wish.of(client, 1));

        isRefused(ErrorCode.ROUNDS_IN_FLIGHT);

        book.voids(Wish.of(client, 1));
        assertThat(gets().release().settledTotal()).isEqualTo(Wei.ZERO);
    }

    @Test
    void admitsNothingWhileItIsOut() {
        OpenRelease out = gets();
        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

        book.clock().advance(timeUntilExpiry(out));
        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

        book.clock().advance(Duration.ofSeconds(1));
        book.admits(Wish.of(client, 1));
    }

    @Test
    void admitsAgainOnceItWasUsed() {
        gets();
        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

        book.knows(Escrow.of(client, 1_000).releaseNonce(1));

        book.admits(Wish.of(client, 1));
    }

    @Test
    void theSameOneIsGivenOutAgainWhileItIsOut() {
        book.bills(Wish.of(client, 1), 10);
        OpenRelease first = gets();
        book.clock().advance(Duration.ofSeconds(20));

        assertThat(gets()).isEqualTo(first);
    }

    @Test
    void aNewOneFollowsAnExpiredOneWithTheSameNonceAndTheNewTotal() {
        OpenRelease first = gets();
        book.clock().advance(timeUntilExpiry(first).plusSeconds(1));
        book.bills(Wish.of(client, 1), 10);

        OpenRelease second = gets();

        assertThat(second.release().nonce()).isEqualTo(first.release().nonce());
        assertThat(second.release().settledTotal()).isEqualTo(Wei.of(10));
        assertThat(second.release().deadline()).isGreaterThan(first.release().deadline());
    }

    @Test
    void aNewOneFollowsAUsedOneWithTheNextNonce() {
        gets();
        book.knows(Escrow.of(client, 1_000).releaseNonce(1));

        assertThat(gets().release().nonce()).isEqualTo(1);
    }

    @Test
    void settlesWhatIsConfirmedAndWhatIsNot() {
        book.confirms(client, book.bills(Wish.of(client, 1), 10));
        book.bills(Wish.of(client, 2), 5);

        Release release = gets().release();

        assertThat(release.settledTotal()).isEqualTo(Wei.of(15));
        assertThat(release.provider()).isEqualTo(Parties.PROVIDER);
        assertThat(release.client()).isEqualTo(client.address());
    }

    @Test
    void isSignedByTheOperatorForLessThanTheContractAllows() {
        OpenRelease open = gets();

        assertThat(Parties.VERIFIER.isSignedBy(
                        Parties.OPERATOR.address(), Parties.DOMAIN.digest(open.release()), open.signature()))
                .isTrue();
        assertThat(open.release().deadline())
                .isGreaterThan(book.clock().seconds() + 60)
                .isLessThanOrEqualTo(book.clock().seconds() + Limits.MAX_RELEASE_DEADLINE.toSeconds());
    }

    @Test
    void isNotForgottenByARestart() {
        OpenRelease out = gets();

        book = book.reopen().knows(Escrow.of(client, 1_000));

        book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));
        assertThat(gets()).isEqualTo(out);
    }
}
