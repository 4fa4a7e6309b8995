package io.deopenchat.gateway.pricing;

import io.deopenchat.chain.Listing;
import io.deopenchat.money.Prices;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to list now so that the contract comes to the wanted prices. A price that rises holds one notice after it was listed,
 * one that falls at once, and there is room for one announcement. So a price is announced a notice ahead; it is lowered only
 * as far as nothing higher is wanted within a notice, because it could not be taken back before; and an announcement that is
 * still right is left alone, because listing anything would drop it or begin its notice again.
 */
final class PriceMove {
    private final PriceSchedule schedule;
    private final Duration notice;

    PriceMove(PriceSchedule schedule, Duration notice) {
        this.schedule = schedule;
        this.notice = notice;
    }

    /** The prices to list; empty to leave the listing as it is, and always for a model that is off the market. */
    Optional<Prices> of(Listing listing, Instant now, int loadPercent) {
        Listing present = listing.at(now);
        if (!present.listed() || isRight(present, loadPercent)) {
            return Optional.empty();
        }
        String model = present.name();
        Prices held = present.prices();
        Prices ahead = PriceSchedule.higher(held, schedule.wanted(model, now.plus(notice), loadPercent));
        if (!ahead.equals(held)) {
            return Optional.of(ahead);
        }
        Prices lowered = PriceSchedule.lower(held, schedule.highest(model, now, now.plus(notice), loadPercent));
        return lowered.equals(held) && present.announced().isEmpty() ? Optional.empty() : Optional.of(lowered);
    }

    private boolean isRight(Listing present, int loadPercent) {
        return present.announced()
                .filter(announced -> announced
                        .prices()
                        .equals(PriceSchedule.higher(
                                present.prices(), schedule.wanted(present.name(), announced.from(), loadPercent))))
                .isPresent();
    }
}
