package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.chain.Listing;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Headers;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands between a provider and serving, one finding for each question. */
final class Diagnosis {
    static final Duration CLOCK_MAY_BE_BEHIND = Duration.ofSeconds(15);
    static final Duration HEAD_MAY_BE_OLD = Duration.ofMinutes(5);
    static final long LITTLE_DISK_BYTES = 1L << 30;
    static final long NO_DISK_BYTES = 64L << 20;

    private static final String V1 = "/v1";

    private final ChainConnection connection;
    private final Address provider;
    private final InstantSource clock;

    Diagnosis(ChainConnection connection, Address provider, InstantSource clock) {
        this.connection = connection;
        this.provider = provider;
        this.clock = clock;
    }

    List<Finding> ofChain() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("chain " + connection.contract().domain().chainId() + " answers at "
                + connection.chain().endpointName() + ", block "
                + connection.chain().headBlock()));
        findings.add(Finding.ok("contract " + connection.contract().address() + " has the code of this version"));
        findings.add(ofClock(connection.chain().headTime()));
        Wei balance = connection.chain().balance(provider);
        findings.add(
                balance.isZero()
                        ? Finding.fail("wallet " + provider + " has no native coin; claims cannot be sent without gas")
                        : Finding.ok(
                                "wallet " + provider + " has " + balance + " base units of the native coin for gas"));
        return findings;
    }

    private Finding ofClock(Instant head) {
        Duration age = Duration.between(head, clock.instant());
        if (age.plus(CLOCK_MAY_BE_BEHIND).isNegative()) {
            return Finding.fail("this machine's clock is " + age.negated().toSeconds()
                    + " s behind the newest block; deadlines would be judged wrongly: set the clock");
        }
        if (age.compareTo(HEAD_MAY_BE_OLD) > 0) {
            return Finding.warn("the newest block is " + age.toSeconds()
                    + " s old; the node lags, the chain stands still, or this machine's clock is ahead");
        }
        return Finding.ok("the newest block is " + Math.max(0, age.toSeconds()) + " s old by this machine's clock");
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

    /** @param key of the backend; null for none */
    List<Finding> ofBackend(Offers offers, URI api, @Nullable String key) throws InterruptedException {
        Set<String> served = new HashSet<>();
        String base = api.toString().replaceAll("/+$", "");
        try {
            JsonNode models = JsonGet.of(URI.create((base.endsWith(V1) ? base : base + V1) + "/models"), key)
                    .path("data");
            models.forEach(model -> served.add(model.path("id").asText()));
        } catch (IOException | IllegalArgumentException e) {
            return List.of(Finding.fail("the backend at " + api + " does not tell its models (" + reason(e)
                    + "); start it, or mend --backend-api or DEOPENCHAT_BACKEND_API_KEY"));
        }
        return offers.listed().stream()
                .map(Listing::name)
                .map(model -> served.contains(model)
                        ? Finding.ok("the backend serves " + model)
                        : Finding.fail("the backend does not serve the listed model " + model
                                + "; load it there, or take it off the market with provider-unlist"))
                .toList();
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

    static Finding ofDisk(Path directory) {
        Path nearest = directory.toAbsolutePath();
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        try {
            long free = Files.getFileStore(nearest).getUsableSpace();
            String text = (free >> 20) + " MiB are free for " + directory;
            if (free < NO_DISK_BYTES) {
                return Finding.fail(text + "; the daemon stops when its ledger cannot be written: make room");
            }
            return free < LITTLE_DISK_BYTES
                    ? Finding.warn(text + "; answers are kept there: make room")
                    : Finding.ok(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
