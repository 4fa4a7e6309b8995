package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.money.Prices;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prices that the user agreed to, kept in the journal. A provider may list any price at any time; one that is dearer
 * than the agreed one is not paid until the user agrees again, else a single call could cost the whole escrow.
 */
public final class PriceAgreement {
    private static final Logger LOG = LoggerFactory.getLogger(PriceAgreement.class);

    private final Journal journal;
    private final Map<String, Prices> accepted;

    private PriceAgreement(Journal journal, Map<String, Prices> accepted) {
        this.journal = journal;
        this.accepted = new ConcurrentHashMap<>(accepted);
    }

    /** Goes on with what was agreed before; prices of models that are new to the journal are taken as they are listed. */
    public static PriceAgreement kept(Journal journal, Iterable<Offer> offers) {
        PriceAgreement agreement = new PriceAgreement(journal, journal.acceptedPrices());
        agreement.takeNew(offers);
        return agreement;
    }

    /** The user agrees to whatever is listed now. */
    public static PriceAgreement renewed(Journal journal, Iterable<Offer> offers) {
        PriceAgreement agreement = new PriceAgreement(journal, Map.of());
        agreement.takeNew(offers);
        return agreement;
    }

    private void takeNew(Iterable<Offer> offers) {
        offers.forEach(offer -> accepted.computeIfAbsent(offer.model(), model -> accept(model, offer.prices())));
    }

    private Prices accept(String model, Prices listed) {
        journal.acceptPrices(model, listed).join();
        LOG.info("agreed to the prices of {}: {}", model, listed);
        return listed;
    }

    /** The agreed prices, if the offer is dearer in any of the three; empty if it may be paid. */
    public Optional<Prices> exceededBy(Offer offer) {
        Prices agreed = accepted.computeIfAbsent(offer.model(), model -> accept(model, offer.prices()));
        Prices listed = offer.prices();
        boolean dearer = listed.request().isAbove(agreed.request())
                || listed.input().compareTo(agreed.input()) > 0
                || listed.output().compareTo(agreed.output()) > 0;
        return dearer ? Optional.of(agreed) : Optional.empty();
    }
}
