package io.deopenchat.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Listing;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceMoveTest {
    private static final String MODEL = "model";
    private static final Duration NOTICE = Duration.ofHours(2);
    private static final Prices DAY = prices(10);
    private static final Prices NIGHT = prices(5);
    private static final Prices FULL = prices(20);

    private static Prices prices(long each) {
        return prices(each, each);
    }

    private static Prices prices(long input, long output) {
        return new Prices(Wei.ZERO, new TokenPrice(Wei.of(input)), new TokenPrice(Wei.of(output)));
    }

    private static PriceSchedule schedule(PriceRule... rules) {
        return new PriceSchedule(ZoneId.of("Europe/Berlin"), Duration.ofMinutes(5), 12, Map.of(MODEL, List.of(rules)));
    }

    private static PriceRule during(String hours, Prices prices) {
        return new PriceRule(Hours.parse(hours), null, prices);
    }

    private static PriceRule otherwise(Prices prices) {
        return new PriceRule(null, null, prices);
    }

    private static PriceSchedule cheapNights() {
        return schedule(during("22:00-06:00", NIGHT), otherwise(DAY));
    }

    /** Local time in winter, one hour before UTC. */
    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time + ":00+01:00");
    }

    private static Listing listed(Prices prices) {
        return listing(prices, null);
    }

    private static Listing listing(Prices prices, Listing.@Nullable Announcement announced) {
        return new Listing(MODEL, ModelId.of(MODEL), prices, 8, Listing.INFERENCE, true, announced);
    }

    private static Optional<Prices> move(PriceSchedule schedule, Listing listing, String time) {
        return new PriceMove(schedule, NOTICE).of(listing, at(time), 0);
    }

    @Test
    void leavesWhatIsWanted() {
        assertThat(move(cheapNights(), listed(DAY), "12:00")).isEmpty();
        assertThat(move(cheapNights(), listed(NIGHT), "23:00")).isEmpty();
    }

    @Test
    void lowersWhenTheHourComes() {
        assertThat(move(cheapNights(), listed(DAY), "21:59")).isEmpty();
        assertThat(move(cheapNights(), listed(DAY), "22:00")).contains(NIGHT);
    }

    @Test
    void announcesARiseOneNoticeAhead() {
        assertThat(move(cheapNights(), listed(NIGHT), "03:59")).isEmpty();
        assertThat(move(cheapNights(), listed(NIGHT), "04:00")).contains(DAY);
    }

    @Test
    void leavesAnAnnouncementThatIsRight() {
        Listing announced = listing(NIGHT, new Listing.Announcement(DAY, at("06:01")));

        assertThat(move(cheapNights(), announced, "04:02")).isEmpty();
        assertThat(move(cheapNights(), announced, "05:59")).isEmpty();
    }

    @Test
    void dropsAnAnnouncementThatIsNotWanted() {
        Listing announced = listing(NIGHT, new Listing.Announcement(FULL, at("03:00")));

        assertThat(move(cheapNights(), announced, "02:00")).contains(NIGHT);
    }

    @Test
    void lowersNothingThatCouldNotBeRaisedInTime() {
        PriceSchedule shortBreak = schedule(during("12:00-13:00", NIGHT), otherwise(DAY));

        assertThat(move(shortBreak, listed(DAY), "12:00")).isEmpty();
        assertThat(shortBreak.tooShort(at("08:00"), NOTICE)).containsExactly(MODEL);
        assertThat(cheapNights().tooShort(at("08:00"), NOTICE)).isEmpty();
    }

    @Test
    void lowersOnlyOnePriceWhereTheOtherWillRise() {
        PriceSchedule mixed = schedule(during("22:00-06:00", prices(5, 20)), otherwise(prices(10, 10)));

        assertThat(move(mixed, listed(prices(10, 10)), "20:00")).contains(prices(10, 20));
        assertThat(move(mixed, listed(prices(10, 20)), "22:01")).contains(prices(5, 20));
        assertThat(move(mixed, listed(prices(5, 20)), "04:00")).contains(prices(10, 20));
        assertThat(move(mixed, listed(prices(10, 20)), "06:01")).contains(prices(10, 10));
    }

    @Test
    void doesNotTouchAModelThatIsOffTheMarket() {
        Listing off = new Listing(MODEL, ModelId.of(MODEL), DAY, 8, Listing.INFERENCE, false, null);

        assertThat(move(cheapNights(), off, "23:00")).isEmpty();
    }

    @Test
    void raisesByLoadAfterTheNotice() {
        PriceMove move = new PriceMove(schedule(new PriceRule(null, 80, FULL), otherwise(DAY)), NOTICE);

        assertThat(move.of(listed(DAY), at("12:00"), 80)).isEmpty();
        assertThat(move.of(listed(DAY), at("12:00"), 81)).contains(FULL);
        assertThat(move.of(listed(FULL), at("16:00"), 40)).contains(DAY);
    }

    @Test
    void overTwoDaysEveryPriceHoldsInItsHours() {
        PriceMove move = new PriceMove(cheapNights(), NOTICE);
        Listing listing = listed(DAY);
        int moves = 0;
        for (Instant now = at("12:00"); now.isBefore(at("12:00").plus(Duration.ofDays(2))); now = now.plusSeconds(60)) {
            Optional<Prices> wanted = move.of(listing, now, 0);
            if (wanted.isPresent()) {
                listing = afterListing(listing.at(now), wanted.get(), now);
                moves++;
            }
            int minute = now.atZone(ZoneId.of("Europe/Berlin")).toLocalTime().toSecondOfDay() / 60;
            boolean night = minute >= 22 * 60 || minute <= 6 * 60;
            if (minute != 6 * 60) {
                assertThat(listing.at(now).prices()).as("at %s", now).isEqualTo(night ? NIGHT : DAY);
            }
        }
        assertThat(moves).isEqualTo(4);
    }

    /** What the contract does with a listing. */
    private static Listing afterListing(Listing before, Prices wanted, Instant now) {
        Prices lower = PriceSchedule.lower(before.prices(), wanted);
        return lower.equals(wanted)
                ? listed(wanted)
                : listing(lower, new Listing.Announcement(wanted, now.plus(NOTICE)));
    }
}
