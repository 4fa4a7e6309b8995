package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.bridge.provider.GatewayAddress;
import io.deopenchat.bridge.provider.UnknownProvider;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import org.jspecify.annotations.Nullable;

/** From whom to buy, and which of his models. */
final class ProviderSetup {
    private static final String PRIVATE = "--allow-private-endpoints";

    private final Interview interview;
    private final Answers answers;
    private final DeopenchatContract contract;
    private final MarketOptions market;

    ProviderSetup(Interview interview, Answers answers, DeopenchatContract contract, MarketOptions market) {
        this.interview = interview;
        this.answers = answers;
        this.contract = contract;
        this.market = market;
    }

    /** One of everything that is for sale. */
    MarketTable.Row chosen(@Nullable String model) {
        MarketTable table = MarketTable.read(contract, market.filter());
        MarketTable.Row row = choice(
                "--provider",
                model == null ? table : table.ofModel(model),
                "nobody sells " + (model == null ? "anything" : "'" + model + "'")
                        + " at this contract within your limits; print-all-providers and reputation tell what there is");
        answers.put("--provider", row.provider().provider().toString());
        return row;
    }

    /** One of what a provider sells. */
    MarketTable.Row chosen(Address provider, @Nullable String model) {
        MarketTable all = MarketTable.ofProvider(contract, provider, market.filter());
        MarketTable table = model == null ? all : all.ofModel(model);
        MarketTable.Row row = table.rows().size() == 1
                ? table.rows().getFirst()
                : choice(
                        "--model",
                        table,
                        "provider " + provider + " is not registered here, or does not list "
                                + (model == null ? "anything" : "'" + model + "'")
                                + " within the price limits; print-all-providers tells who does");
        return row;
    }

    private MarketTable.Row choice(String option, MarketTable table, String none) {
        if (table.rows().isEmpty()) {
            throw new UsageError(none);
        }
        if (interview.asks()) {
            table.print(Amounts.of(contract), interview::say);
        }
        return interview.ask(new Interview.Question(option, "number of provider and model", "1"), table::numbered);
    }

    /**
     * Whether the gateway may be in a private network; asks where it is in one.
     *
     * @throws UnknownProvider if no connection may be made at all
     */
    boolean allowsPrivateEndpoint(RegisteredProvider provider) {
        if (market.allowsPrivateEndpoints()) {
            return true;
        }
        GatewayAddress gateway = GatewayAddress.parse(provider.endpoint());
        try {
            EndpointPolicy.publicOnly().pinned(gateway, null);
            return false;
        } catch (UnknownProvider notPublic) {
            EndpointPolicy.anywhere().pinned(gateway, null);
            return agreesTo(gateway);
        }
    }

    private boolean agreesTo(GatewayAddress gateway) {
        if (!interview.asks()) {
            throw new UsageError("the gateway of this provider, " + gateway.authority()
                    + ", is in a private network or without HTTPS; " + PRIVATE + " uses it all the same");
        }
        boolean agrees = interview.agrees(
                PRIVATE,
                "its gateway at " + gateway.authority() + " is in a private network or without HTTPS; use it?");
        if (!agrees) {
            throw new InterviewEnded("nothing was sent; start up again to choose another provider");
        }
        answers.put(PRIVATE, true);
        return true;
    }
}
