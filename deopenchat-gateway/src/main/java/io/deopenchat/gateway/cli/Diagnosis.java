package io.deopenchat.gateway.cli;

import io.deopenchat.chain.Listing;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.cli.JsonGet;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendProfile;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Headers;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What stands between a provider and serving, one finding for each question. */
final class Diagnosis {
    private final ChainConnection connection;
    private final Address provider;
    private final InstantSource clock;

    Diagnosis(ChainConnection connection, Address provider, InstantSource clock) {
        this.connection = connection;
        this.provider = provider;
        this.clock = clock;
    }

    List<Finding> ofChain() {
        List<Finding> findings = new ArrayList<>(Findings.ofChain(connection, clock.instant()));
        Wei balance = connection.chain().balance(provider);
        findings.add(
                balance.isZero()
                        ? Finding.fail("wallet " + provider + " has no native coin; claims cannot be sent without gas")
                        : Finding.ok(
                                "wallet " + provider + " has " + balance + " base units of the native coin for gas"));
        return findings;
    }

    /** @throws IllegalStateException if the provider is not registered */
    Offers offers() {
        return Offers.read(connection.contract(), provider, clock.instant());
    }

    Finding ofOperator(Offers offers, Address operator) {
        offers.requireOperator(operator);
        return Finding.ok("operator " + operator + " signs receipts now");
    }

    Finding ofListing(Offers offers) {
        offers.requireListing();
        return Finding.ok("provider " + provider + " lists " + offers.listed().size() + " models");
    }

    /** Each backend must answer and have what it is said to serve; each listed model must be served by one of them. */
    List<Finding> ofBackends(Offers offers, BackendPlan plan) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Set<String> served = new HashSet<>();
        for (BackendProfile backend : plan.backends()) {
            findings.add(ofBackend(backend, served));
        }
        offers.listed().stream()
                .map(Listing::name)
                .map(model -> ofModel(model, served))
                .forEach(findings::add);
        return findings;
    }

    /** @param served gets the listed names of the models that this backend has */
    private static Finding ofBackend(BackendProfile backend, Set<String> served) throws InterruptedException {
        BackendConfig connection = backend.connection();
        String which = "backend " + backend.name() + " at " + connection.api();
        Set<String> there;
        try {
            there = modelsAt(connection);
        } catch (IOException | IllegalArgumentException e) {
            return Finding.fail(
                    which + " does not tell its models (" + reason(e) + "); start it, or mend its address or its key");
        }
        if (backend.models().isEmpty()) {
            served.addAll(there);
            return Finding.ok(which + " answers");
        }
        Set<String> missing = new TreeSet<>();
        backend.models().forEach((listed, name) -> {
            if (there.contains(name)) {
                served.add(listed);
            } else {
                missing.add(name);
            }
        });
        return missing.isEmpty()
                ? Finding.ok(which + " answers")
                : Finding.fail(which + " does not have " + String.join(", ", missing)
                        + "; load it there, or mend the names in the backends file");
    }

    private static Set<String> modelsAt(BackendConfig connection) throws IOException, InterruptedException {
        Set<String> models = new HashSet<>();
        JsonGet.of(connection.url("/v1/models"), connection.apiKey())
                .path("data")
                .forEach(model -> models.add(model.path("id").asText()));
        return models;
    }

    private static Finding ofModel(String model, Set<String> served) {
        return served.contains(model)
                ? Finding.ok("a backend serves " + model)
                : Finding.fail("no backend serves the listed model " + model
                        + "; load it there, or take it off the market with provider-unlist");
    }

    /** A provider may be unable to reach itself by its public name, so this only warns. */
    Finding ofEndpoint(Offers offers) throws InterruptedException {
        String endpoint = offers.provider().endpoint().replaceAll("/+$", "");
        try {
            String found = JsonGet.of(URI.create(endpoint + Headers.PROVIDER_PATH), null)
                    .path("provider")
                    .asText();
            return found.equals(provider.toString())
                    ? Finding.ok("the registered endpoint " + endpoint + " is this provider's gateway")
                    : Finding.fail("the registered endpoint " + endpoint
                            + " is the gateway of another provider; mend it with provider-update --endpoint");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.warn("the registered endpoint " + endpoint + " does not answer from here (" + reason(e)
                    + "); start the daemon, look at the proxy, or mend it with provider-update --endpoint");
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
