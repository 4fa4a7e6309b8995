package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 1 of the gateway. A round costs 10 unless a test says otherwise. */
class AdmissionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final Path directory;
    private TestBook book;

    AdmissionTest(@TempDir Path directory) {
        this.directory = directory;
        this.book = TestBook.open(directory);
    }

    @AfterEach
    void close() {
        book.close();
    }

    private void restartWithCredit(long starting) {
        book.close();
        book = TestBook.open(directory, starting);
    }

    @Test
    void noRoundBeginsWhileTheDiskIsNearlyFull() {
        book.close();
        book = TestBook.openWithin(directory, new StorageBounds(Long.MAX_VALUE, 1_000))
                .knows(Escrow.of(client, 1_000));
        book.admits(Wish.of(client, 1));
        book.hasFree(999);

        book.refuses(ErrorCode.CAPACITY_EXCEEDED, Wish.of(client, 2));
        book.completes(Wish.of(client, 1), 4);

        book.hasFree(1_000);
        book.admits(Wish.of(client, 2));
    }

    @Test
    void theFirstReasonInTheOrderOfTheProtocolIsGiven() {
        restartWithCredit(5);
        Prices listed = new Prices(Wei.of(20), TokenPrice.FREE, TokenPrice.FREE);
        Listing full = Offer.listing(listed, 0);
        Wish worst = Wish.of(client, 1).maxCost(1).authorized(0);

        assertThat(refusalOf(worst, Optional.empty())).contains(ErrorCode.UNKNOWN_ACCOUNT);

        book.knows(Escrow.of(client, 0));
        book.accounts().release(client.address(), Parties.OPERATOR);
        book.knows(Escrow.of(client, 0).withdrawing(Wei.MAX, book.clock().instant(), DAY));
        assertThat(refusalOf(worst, Optional.empty())).contains(ErrorCode.ACCOUNT_CLOSING);

        book.knows(Escrow.of(client, 0));
        assertThat(refusalOf(worst, Optional.empty())).contains(ErrorCode.ACCOUNT_CLOSING);

        book.knows(Escrow.of(client, 0).releaseNonce(1));
        assertThat(refusalOf(worst, Optional.empty())).contains(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refusalOf(worst, Optional.of(full))).contains(ErrorCode.PRICE_CHANGED);

        Wish farAway = worst.prices(listed).sequence(TestBook.WINDOW + 1);
        assertThat(refusalOf(farAway, Optional.of(full))).contains(ErrorCode.SEQUENCE_OUT_OF_WINDOW);

        Wish tooCheap = worst.prices(listed);
        assertThat(refusalOf(tooCheap, Optional.of(full))).contains(ErrorCode.MAX_COST_TOO_LOW);

        Wish unauthorized = tooCheap.maxCost(20);
        assertThat(refusalOf(unauthorized, Optional.of(full))).contains(ErrorCode.AUTHORIZATION_TOO_LOW);

        Wish poor = unauthorized.authorized(20);
        assertThat(refusalOf(poor, Optional.of(full))).contains(ErrorCode.INSUFFICIENT_ESCROW);

        book.knows(Escrow.of(client, 20).releaseNonce(1));
        assertThat(refusalOf(poor, Optional.of(full))).contains(ErrorCode.UNCONFIRMED_LIMIT);

        restartWithCredit(20);
        book.knows(Escrow.of(client, 20).releaseNonce(1));
        assertThat(refusalOf(poor, Optional.of(full))).contains(ErrorCode.CAPACITY_EXCEEDED);
        assertThat(refusalOf(poor, Optional.of(Offer.listing(listed, 1)))).isEmpty();
    }

    /** Empty if admitted. */
    private Optional<ErrorCode> refusalOf(Wish wish, Optional<Listing> listing) {
        return book.accounts().admit(wish.terms(), listing, Optional::empty) instanceof Admission.Refused refused
                ? Optional.of(refused.error().code())
                : Optional.empty();
    }

    @Test
    void aUsedSequenceComesBeforeEveryQuestionOfMoney() {
        book.knows(Escrow.of(client, 10));
        book.bills(Wish.of(client, 1), 10);

        book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, 1).maxCost(1).authorized(0));
    }

    @Test
    void aRefusedRequestConsumesNothing() {
        book.knows(Escrow.of(client, 10));
        Wish tooDear = Wish.of(client, 1).maxCost(11);

        book.refuses(ErrorCode.INSUFFICIENT_ESCROW, tooDear);

        assertThat(book.reserved(client)).isZero();
        assertThat(book.info(client).nextSequence()).isEqualTo(1);
        assertThat(book.accounts().inFlight(TestBook.listing().model())).isZero();
        assertThat(book.accounts().find(client.address(), 1)).isEmpty();
        book.admits(Wish.of(client, 1));
    }

    @Nested
    class Closing {
        @Test
        void aWithdrawalClosesFromTheRequestUntilItLapses() {
            Escrow escrow =
                    Escrow.of(client, 100).withdrawing(Wei.of(1), book.clock().instant(), DAY);
            book.knows(escrow);
            book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

            book.clock().advance(DAY.plusDays(7).minusSeconds(1));
            book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

            book.clock().advance(Duration.ofSeconds(1));
            book.admits(Wish.of(client, 1));
        }

        @Test
        void aCancelledWithdrawalOpensAgain() {
            book.knows(Escrow.of(client, 100).withdrawing(Wei.MAX, book.clock().instant(), DAY));
            book.refuses(ErrorCode.ACCOUNT_CLOSING, Wish.of(client, 1));

            book.knows(Escrow.of(client, 100));

            book.admits(Wish.of(client, 1));
        }

        @Test
        void theWithdrawalOfADisplacedOwnerClosesNothingButItsMoneyDoesNotCount() {
            book.knows(Escrow.of(client, 100)
                    .displaced(Parties.OTHER_OWNER, 90, book.clock().instant()));

            assertThat(required(book.refuses(Wish.of(client, 1).maxCost(11)), "requiredEscrow"))
                    .isEqualTo("11");
            book.admits(Wish.of(client, 1).maxCost(10));
        }
    }

    @Nested
    class Price {
        private final Prices listed = new Prices(Wei.of(1), new TokenPrice(Wei.of(2)), new TokenPrice(Wei.of(3)));

        @ParameterizedTest
        @CsvSource({"0, 2, 3", "2, 2, 3", "1, 1, 3", "1, 3, 3", "1, 2, 2", "1, 2, 4"})
        void anyOtherPriceIsRefusedAndTheListedOnesAreNamed(long request, long input, long output) {
            book.knows(Escrow.of(client, 100));
            Wish wish = Wish.of(client, 1)
                    .prices(new Prices(Wei.of(request), new TokenPrice(Wei.of(input)), new TokenPrice(Wei.of(output))));

            ProtocolError error = book.refuses(wish, Offer.listing(listed, 10));

            assertThat(error.code()).isEqualTo(ErrorCode.PRICE_CHANGED);
            assertThat(required(error, "requestPrice")).isEqualTo("1");
            assertThat(required(error, "inputPrice")).isEqualTo("2");
            assertThat(required(error, "outputPrice")).isEqualTo("3");
        }

        @Test
        void theListedPricesAreTaken() {
            book.knows(Escrow.of(client, 100));

            book.admits(Wish.of(client, 1).prices(listed), Offer.listing(listed, 10));
        }
    }

    @Nested
    class Sequence {
        private static final long HIGHEST = 3L * TestBook.WINDOW;

        private void useUpToHighest() {
            book.knows(Escrow.of(client, 10_000));
            for (long sequence = TestBook.WINDOW; sequence <= HIGHEST; sequence += TestBook.WINDOW) {
                book.bills(Wish.of(client, sequence), 0);
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {2L * TestBook.WINDOW - 1, 1, 4L * TestBook.WINDOW + 1, 1_000_000, Long.MAX_VALUE})
        void outsideOfTheWindowIsRefusedEitherWayAndTheNextOneNamed(long sequence) {
            useUpToHighest();

            ProtocolError error = book.refuses(Wish.of(client, sequence));

            assertThat(error.code()).isEqualTo(ErrorCode.SEQUENCE_OUT_OF_WINDOW);
            assertThat(required(error, "nextSequence")).isEqualTo(Long.toString(HIGHEST + 1));
        }

        @ParameterizedTest
        @ValueSource(
                longs = {
                    2L * TestBook.WINDOW + 1,
                    3L * TestBook.WINDOW - 1,
                    3L * TestBook.WINDOW + 1,
                    4L * TestBook.WINDOW
                })
        void insideOfTheWindowEveryUnusedOneIsTaken(long sequence) {
            useUpToHighest();

            book.admits(Wish.of(client, sequence));
        }

        @ParameterizedTest
        @ValueSource(longs = {2L * TestBook.WINDOW, 3L * TestBook.WINDOW})
        void aUsedOneIsRefusedAndTheNextOneNamed(long sequence) {
            useUpToHighest();

            ProtocolError error = book.refuses(Wish.of(client, sequence));

            assertThat(error.code()).isEqualTo(ErrorCode.SEQUENCE_USED);
            assertThat(required(error, "nextSequence")).isEqualTo(Long.toString(HIGHEST + 1));
        }

        @Test
        void aNewAccountBeginsWithinAWindowOfZero() {
            book.knows(Escrow.of(client, 10_000));

            book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, Wish.of(client, TestBook.WINDOW + 1));
            book.admits(Wish.of(client, TestBook.WINDOW));
            book.admits(Wish.of(client, 1));
        }

        @Test
        void aVoidRoundKeepsItsSequence() {
            book.knows(Escrow.of(client, 100));
            book.admits(Wish.of(client, 1));
            book.voids(Wish.of(client, 1));

            book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, 1).maxCost(20));
        }

        @Test
        void everySequenceIsTakenOnceHoweverTheyArrive() {
            book.knows(Escrow.of(client, 10_000));
            for (long sequence : new long[] {5, 16, 2, 1, 20, 4, 31, 15}) {
                book.bills(Wish.of(client, sequence), 0);
                book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, sequence));
            }
        }
    }

    @Nested
    class MaxCost {
        private final Prices prices =
                new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000_000)), new TokenPrice(Wei.of(2_000_000)));
        private final String body = "{\"model\":\"" + Offer.MODEL + "\",\"max_tokens\":30,\"n\":2}";
        private final long sane = 5 + (body.length() + Offer.LIMITS.promptAllowance()) + 2 * 30 * 2;

        private Wish wish() {
            return Wish.of(client, 1).prices(prices).body(body);
        }

        @Test
        void mustCoverTheSaneEstimateToTheLastUnit() {
            book.knows(Escrow.of(client, 10_000));

            ProtocolError error = book.refuses(wish().maxCost(sane - 1), Offer.listing(prices, 10));

            assertThat(error.code()).isEqualTo(ErrorCode.MAX_COST_TOO_LOW);
            assertThat(required(error, "requiredMaxCost")).isEqualTo(Long.toString(sane));
            book.admits(wish().maxCost(sane), Offer.listing(prices, 10));
        }

        @Test
        void mayBeHigherAndIsReservedAsItIs() {
            book.knows(Escrow.of(client, 10_000));

            book.admits(wish().maxCost(sane + 100), Offer.listing(prices, 10));

            assertThat(book.reserved(client)).isEqualTo(sane + 100);
        }

        @Test
        void ofEmbeddingsHasNoOutputTerm() {
            String input = "{\"model\":\"" + Offer.MODEL + "\",\"input\":\"x\"}";
            long inputOnly = 5 + input.length() + Offer.LIMITS.promptAllowance();
            Wish wish = Wish.of(client, 1)
                    .prices(prices)
                    .endpoint(InferenceEndpoint.EMBEDDINGS)
                    .body(input);
            book.knows(Escrow.of(client, 10_000));

            assertThat(book.refuses(wish.maxCost(inputOnly - 1), Offer.listing(prices, 10))
                            .code())
                    .isEqualTo(ErrorCode.MAX_COST_TOO_LOW);
            book.admits(wish.maxCost(inputOnly), Offer.listing(prices, 10));
        }
    }

    @Nested
    class Authorization {
        @Test
        void mustCoverThisRoundToTheLastUnit() {
            book.knows(Escrow.of(client, 1_000));

            ProtocolError error = book.refuses(Wish.of(client, 1).authorized(9));

            assertThat(error.code()).isEqualTo(ErrorCode.AUTHORIZATION_TOO_LOW);
            assertThat(required(error, "requiredAuthorized")).isEqualTo("10");
            book.admits(Wish.of(client, 1).authorized(10));
        }

        @Test
        void mustCoverWhatIsConfirmedUnconfirmedAndInFlight() {
            book.knows(Escrow.of(client, 1_000));
            SignedReceipt confirmed = book.bills(Wish.of(client, 1).authorized(10), 7);
            book.confirms(client, confirmed);
            book.bills(Wish.of(client, 2).authorized(17), 5);
            book.admits(Wish.of(client, 3).authorized(22));
            long needed = 7 + 5 + 10 + 10;

            ProtocolError error = book.refuses(Wish.of(client, 4).authorized(needed - 1));

            assertThat(error.code()).isEqualTo(ErrorCode.AUTHORIZATION_TOO_LOW);
            assertThat(required(error, "requiredAuthorized")).isEqualTo(Long.toString(needed));
            book.admits(Wish.of(client, 4).authorized(needed));
        }

        @Test
        void theHighestOneSeenCoversRequestsThatArriveLate() {
            book.knows(Escrow.of(client, 1_000));
            book.admits(Wish.of(client, 3).authorized(30));

            book.admits(Wish.of(client, 1).authorized(10));
            book.admits(Wish.of(client, 2).authorized(20));
        }

        @Test
        void theHighestOneSeenDoesNotCoverARoundThatItsOwnDoesNot() {
            book.knows(Escrow.of(client, 1_000));
            book.confirms(client, book.bills(Wish.of(client, 1).authorized(100), 10));

            ProtocolError error = book.refuses(Wish.of(client, 2).authorized(19));

            assertThat(error.code()).isEqualTo(ErrorCode.AUTHORIZATION_TOO_LOW);
            assertThat(required(error, "requiredAuthorized")).isEqualTo("20");
            book.admits(Wish.of(client, 2).authorized(20));
        }

        @Test
        void oneThatWasRefusedForSomethingElseStillCounts() {
            book.knows(Escrow.of(client, 1_000));
            book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, Wish.of(client, 500).authorized(20));

            book.admits(Wish.of(client, 1).authorized(10));
            book.admits(Wish.of(client, 2).authorized(10));
            book.refuses(ErrorCode.AUTHORIZATION_TOO_LOW, Wish.of(client, 3).authorized(10));
        }

        @Test
        void neverGoesDown() {
            book.knows(Escrow.of(client, 1_000));
            book.bills(Wish.of(client, 1).authorized(50), 10);
            book.bills(Wish.of(client, 2).authorized(20), 10);

            assertThat(book.info(client).highestAuthorized()).isEqualTo(Wei.of(50));
            book = book.reopen();
            book.knows(Escrow.of(client, 1_000));
            assertThat(book.info(client).highestAuthorized()).isEqualTo(Wei.of(50));
        }

        @Test
        void theLargestAmountThereIsCoversWhatThereIs() {
            book.knows(Escrow.of(client, 1_000));

            book.admits(Wish.of(client, 1).authorized(Wei.MAX));
        }
    }

    @Nested
    class EscrowCover {
        @Test
        void mustCoverThisRoundToTheLastUnit() {
            book.knows(Escrow.of(client, 9));

            ProtocolError error = book.refuses(Wish.of(client, 1));

            assertThat(error.code()).isEqualTo(ErrorCode.INSUFFICIENT_ESCROW);
            assertThat(required(error, "requiredEscrow")).isEqualTo("10");
            book.knows(Escrow.of(client, 10));
            book.admits(Wish.of(client, 1));
        }

        @Test
        void mustCoverWhatIsConfirmedUnconfirmedAndInFlight() {
            book.knows(Escrow.of(client, 7 + 5 + 10 + 10 - 1));
            book.confirms(client, book.bills(Wish.of(client, 1), 7));
            book.bills(Wish.of(client, 2), 5);
            book.admits(Wish.of(client, 3));

            ProtocolError error = book.refuses(Wish.of(client, 4));

            assertThat(error.code()).isEqualTo(ErrorCode.INSUFFICIENT_ESCROW);
            assertThat(required(error, "requiredEscrow")).isEqualTo("32");
            book.knows(Escrow.of(client, 32));
            book.admits(Wish.of(client, 4));
        }

        @Test
        void aClaimMovesNeitherBoundary() {
            book.knows(Escrow.of(client, 27));
            book.confirms(client, book.bills(Wish.of(client, 1), 7));

            book.knows(Escrow.of(client, 27).claimed(7));

            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 2).maxCost(21));
            book.admits(Wish.of(client, 2).maxCost(20));
        }

        @Test
        void whatWasPaidBeyondTheConfirmationsIsNoCredit() {
            book.knows(Escrow.of(client, 27).claimed(15));
            book.confirms(client, book.bills(Wish.of(client, 1), 7));

            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 2).maxCost(13));
            book.admits(Wish.of(client, 2).maxCost(12));
        }

        @Test
        void whatIsLockedDoesNotCount() {
            book.knows(Escrow.of(client, 30).locked(15));

            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 1).maxCost(16));
            book.admits(Wish.of(client, 1).maxCost(15));
        }

        @Test
        void moreLockedThanThereIsCoversNothing() {
            book.knows(Escrow.of(client, 10).locked(15));

            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 1));
        }

        @Test
        void theRestOfARoundIsFreeWhenItIsBilled() {
            book.knows(Escrow.of(client, 30));
            book.admits(Wish.of(client, 1).maxCost(25));
            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 2));

            book.completes(Wish.of(client, 1).maxCost(25), 20);

            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 2).maxCost(11));
            book.admits(Wish.of(client, 2).maxCost(10));
        }

        @Test
        void aVoidRoundGivesEverythingBack() {
            book.knows(Escrow.of(client, 10));
            book.admits(Wish.of(client, 1));
            book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 2));

            book.voids(Wish.of(client, 1));

            book.admits(Wish.of(client, 2));
        }
    }

    @Nested
    class CreditLimit {
        @Test
        void boundsWhatIsUnconfirmedAndInFlightToTheLastUnit() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000));
            SignedReceipt billed = book.bills(Wish.of(client, 1), 10);
            book.admits(Wish.of(client, 2));

            ProtocolError error = book.refuses(Wish.of(client, 3).maxCost(11));

            assertThat(error.code()).isEqualTo(ErrorCode.UNCONFIRMED_LIMIT);
            assertThat(details(error).path("unconfirmed")).containsExactly(billed.toJson());
            assertThat(details(error).has("confirmation")).isFalse();
            book.admits(Wish.of(client, 3).maxCost(10));
        }

        @Test
        void theRefusalCarriesTheNewestConfirmation() {
            restartWithCredit(10);
            book.knows(Escrow.of(client, 1_000));
            book.confirms(client, book.bills(Wish.of(client, 1), 10));
            book.bills(Wish.of(client, 2), 1);

            ProtocolError error = book.refuses(Wish.of(client, 3));

            assertThat(details(error).path("confirmation"))
                    .isEqualTo(Objects.requireNonNull(book.info(client).confirmation())
                            .toJson());
        }

        @Test
        void isFreedByAConfirmation() {
            restartWithCredit(10);
            book.knows(Escrow.of(client, 1_000));
            SignedReceipt billed = book.bills(Wish.of(client, 1), 10);
            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(client, 2));

            book.confirms(client, billed);

            book.admits(Wish.of(client, 2));
        }

        @Test
        void isSharedByTheAccountsOfOneOwner() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));
            book.bills(Wish.of(client, 1), 15);

            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(sibling, 1).maxCost(16));
            book.admits(Wish.of(sibling, 1).maxCost(15));
        }

        @Test
        void isNotSharedWithAccountsOfOthers() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000).owner(Parties.OTHER_OWNER));
            book.bills(Wish.of(client, 1), 30);

            book.admits(Wish.of(sibling, 1).maxCost(30));
        }

        @Test
        void followsAnAccountToItsNewOwner() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000).owner(Parties.OTHER_OWNER));
            book.bills(Wish.of(client, 1), 30);

            book.knows(Escrow.of(client, 1_000).owner(Parties.OTHER_OWNER));

            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(sibling, 1));
        }

        @Test
        void whatAnAccountEarnedIsItsOwnAndTheRestIsBorrowed() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000).claimed(100)).knows(Escrow.of(sibling, 1_000));
            book.bills(Wish.of(client, 1), 25);

            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(sibling, 1).maxCost(16));
            book.admits(Wish.of(sibling, 1).maxCost(15));
            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(client, 2));
        }

        @Test
        void whoBorrowsNothingLeavesItAllToTheOthers() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000).claimed(250)).knows(Escrow.of(sibling, 1_000));
            book.bills(Wish.of(client, 1), 25);

            book.admits(Wish.of(sibling, 1).maxCost(30));
        }

        @Test
        void payingALittleDoesNotGiveALimitOfItsOwn() {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 1_000).claimed(9))
                    .knows(Escrow.of(sibling, 1_000).claimed(9));
            book.bills(Wish.of(client, 1), 30);

            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(sibling, 1));
        }

        @ParameterizedTest
        @CsvSource({"1, 30", "9, 30", "10, 31", "19, 31", "20, 32", "1000, 130"})
        void growsByATenthOfWhatWasClaimed(long claimed, long limit) {
            restartWithCredit(30);
            book.knows(Escrow.of(client, 100_000).claimed(claimed));

            assertThat(book.info(client).creditLimit()).isEqualTo(Wei.of(limit));
            book.refuses(ErrorCode.UNCONFIRMED_LIMIT, Wish.of(client, 1).maxCost(limit + 1));
            book.admits(Wish.of(client, 1).maxCost(limit));
        }

        @Test
        void neverGrowsBeyondTheLargestAmount() {
            assertThat(new Credit(Wei.MAX).limit(Wei.MAX)).isEqualTo(Wei.MAX);
        }
    }

    @Nested
    class Capacity {
        private final Listing two = Offer.listing(Offer.BY_REQUEST, 2);

        @Test
        void isTheNumberOfRoundsInFlightOfAllClients() {
            book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));
            book.admits(Wish.of(client, 1), two);
            book.admits(Wish.of(sibling, 1), two);

            assertThat(book.refuses(Wish.of(client, 2), two).code()).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
            assertThat(book.accounts().inFlight(two.model())).isEqualTo(2);
        }

        @Test
        void isFreedByABillAndByAVoidRound() {
            book.knows(Escrow.of(client, 1_000));
            book.admits(Wish.of(client, 1), two);
            book.admits(Wish.of(client, 2), two);

            book.completes(Wish.of(client, 1), 10);
            book.admits(Wish.of(client, 3), two);
            book.voids(Wish.of(client, 2));
            book.admits(Wish.of(client, 4), two);

            assertThat(book.refuses(Wish.of(client, 5), two).code()).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
        }

        @Test
        void ofOneModelIsNotAnothers() {
            Listing other = Offer.listing("other", Offer.BY_REQUEST, 1);
            book.knows(Escrow.of(client, 1_000));
            book.admits(Wish.of(client, 1), two);
            book.admits(Wish.of(client, 2), two);

            book.admits(Wish.of(client, 3).model("other"), other);
        }
    }

    private static JsonNode details(ProtocolError error) {
        return Objects.requireNonNull(error.details());
    }

    private static String required(ProtocolError error, String member) {
        return details(error).path(member).textValue();
    }

    @Nested
    class RoundsThatCostNothing {
        private final Prices free = new Prices(Wei.ZERO, TokenPrice.FREE, TokenPrice.FREE);
        private final Listing listing = Offer.listing(free, 1_000_000);

        private Wish wish(long sequence) {
            return Wish.of(client, sequence).prices(free).maxCost(0);
        }

        private CompletableFuture<Void> completed = CompletableFuture.completedFuture(null);

        private SignedReceipt bills(long sequence) {
            Terms terms = wish(sequence).terms();
            book.accounts().admit(terms, Optional.of(listing), Optional::empty);
            FinishedRound round = TestBook.finished(terms, 0);
            completed = book.accounts().complete(terms, round, "backend_final");
            return round.receipt();
        }

        @Test
        void areRefusedWhenTooManyAreUnconfirmedUntilSomeAreConfirmed() {
            book.knows(Escrow.of(client, 1));
            SignedReceipt first = bills(1);
            for (long sequence = 2; sequence <= Limits.MAX_UNCONFIRMED; sequence++) {
                bills(sequence);
            }
            completed.join();
            Wish oneMore = wish(Limits.MAX_UNCONFIRMED + 1);

            ProtocolError refusal = book.refuses(oneMore, listing);
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNCONFIRMED_LIMIT);
            assertThat(refusal.message()).contains("also those that cost nothing");

            book.confirms(client, first);
            book.admits(oneMore, listing);
        }

        @Test
        void areRefusedUntilTomorrowWhenTooManyEndedVoid() {
            book.knows(Escrow.of(client, 1));
            CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            for (long sequence = 1; sequence <= Limits.MAX_VOID_ROUNDS_A_DAY; sequence++) {
                Terms terms = wish(sequence).terms();
                book.accounts().admit(terms, Optional.of(listing), Optional::empty);
                last = book.accounts().voidRound(terms, ProtocolError.of(ErrorCode.INVALID_REQUEST, "no such voice"));
            }
            last.join();
            Wish oneMore = wish(Limits.MAX_VOID_ROUNDS_A_DAY + 1);

            ProtocolError refusal = book.refuses(oneMore, listing);
            assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refusal.retryAfter())
                    .hasValueSatisfying(wait -> assertThat(wait).isLessThanOrEqualTo(DAY));

            book.clock().advance(refusal.retryAfter().orElseThrow());
            book.admits(oneMore, listing);
        }
    }
}
