package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a claim would take, and when it is worth one. Every round uses 10 tokens. */
class ClaimableTest {
    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final TestBook book;

    ClaimableTest(@TempDir Path directory) {
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));
    }

    @AfterEach
    void close() {
        book.close();
    }

    private SignedConfirmation newest(ClientKey of) {
        return book.info(of).newestConfirmation().orElseThrow();
    }

    private void declares(ClientKey who, long total, long tokens) {
        book.mismatches(who.calls(
                new Confirmation(Parties.PROVIDER, Wei.of(total), 1, tokens, Hash.keccak256("x")), List.of()));
    }

    @Test
    void nothingIsClaimableBeforeSomethingIsConfirmed() {
        book.bills(Wish.of(client, 1), 4);

        assertThat(book.accounts().claimable()).isEmpty();
        book.hasUnclaimedTokens(0);
    }

    @Test
    void anEmptyEscrowIsNotClaimedFrom() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));

        book.knows(Escrow.of(client, 0));

        assertThat(book.accounts().claimable()).isEmpty();
    }

    @Test
    void aTotalThatNoEscrowHoldsIsNoMoney() {
        declares(client, Long.MAX_VALUE, 10);
        book.confirms(sibling, book.bills(Wish.of(sibling, 1), 4));

        assertThat(book.accounts().totals().unclaimed()).isEqualTo(Wei.of(1_000 + 4));
    }

    @Test
    void whatWasClaimedIsNotClaimedAgain() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));

        book.knows(Escrow.of(client, 1_000).claimed(4));

        assertThat(book.accounts().claimable()).isEmpty();
        book.hasUnclaimedTokens(0);
    }

    @Test
    void theNewestConfirmationOfEveryAccountIsClaimable() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.confirms(client, book.bills(Wish.of(client, 2), 4));
        book.confirms(sibling, book.bills(Wish.of(sibling, 1), 1));

        assertThat(book.accounts().claimable())
                .extracting(Claimable::signed)
                .containsExactlyInAnyOrder(newest(client), newest(sibling));
        book.hasUnclaimedTokens(30);
    }

    @Test
    void tokensCountOnceBetweenTwoClaims() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.accounts().claimed(client.address(), Wei.of(4));
        book.hasUnclaimedTokens(0);

        book.confirms(client, book.bills(Wish.of(client, 2), 4));
        book.hasUnclaimedTokens(10);
        book.accounts().claimed(client.address(), Wei.of(8));

        book.hasUnclaimedTokens(0);
    }

    @Test
    void aClaimCoversTheTokensThatWereConfirmedWithItsTotal() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.confirms(client, book.bills(Wish.of(client, 2), 4));

        book.accounts().claimed(client.address(), Wei.of(3));
        book.hasUnclaimedTokens(20);
        book.accounts().claimed(client.address(), Wei.of(7));
        book.hasUnclaimedTokens(10);
        book.accounts().claimed(client.address(), Wei.of(4));
        book.hasUnclaimedTokens(10);
        book.accounts().claimed(client.address(), Wei.of(8));
        book.hasUnclaimedTokens(0);
    }

    @Test
    void anOwnerWhoLeavesIsToldWithWhatIsClaimable() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        assertThat(book.accounts().claimable()).extracting(Claimable::leaving).containsExactly(false);

        book.knows(Escrow.of(client, 1_000).withdrawing(Wei.MAX, book.clock().instant(), Duration.ofDays(1)));

        assertThat(book.accounts().claimable()).extracting(Claimable::leaving).containsExactly(true);
    }

    @Test
    void anOwnerWhoLeavesWithNothingToClaimIsNoMatter() {
        book.knows(Escrow.of(client, 1_000).withdrawing(Wei.MAX, book.clock().instant(), Duration.ofDays(1)));

        assertThat(book.accounts().claimable()).isEmpty();
    }

    @Test
    void aClaimFromAnUnknownAccountIsNoMatter() {
        book.accounts().claimed(new ClientKey("stranger").address(), Wei.of(10));

        book.hasUnclaimedTokens(0);
    }

    @Test
    void whatAClientSaysOfItsTokensMakesNoClaimWorthwhile() {
        declares(client, 1, Long.MAX_VALUE);
        declares(sibling, 1, Long.MAX_VALUE);

        assertThat(book.accounts().claimable())
                .extracting(Claimable::signed)
                .containsExactlyInAnyOrder(newest(client), newest(sibling));
        book.hasUnclaimedTokens(0);
    }
}
