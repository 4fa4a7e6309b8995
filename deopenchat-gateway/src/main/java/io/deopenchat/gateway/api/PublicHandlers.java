package io.deopenchat.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Answers;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.OfferedModel;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.protocol.ServiceLimits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What anybody may read: who serves here, what, and at which price. */
final class PublicHandlers {
    private final Domain domain;
    private final Address operator;
    private final Supplier<Offers> offers;
    private final AccountBook accounts;
    private final ModelLimits limits;
    private final ServiceLimits service;
    private final EncryptionKeys keys;
    private final InstantSource clock;
    private final String version;

    PublicHandlers(
            Domain domain,
            Address operator,
            Supplier<Offers> offers,
            AccountBook accounts,
            ModelLimits limits,
            ServiceLimits service,
            EncryptionKeys keys,
            InstantSource clock,
            String version) {
        this.domain = domain;
        this.operator = operator;
        this.offers = offers;
        this.accounts = accounts;
        this.limits = limits;
        this.service = service;
        this.keys = keys;
        this.clock = clock;
        this.version = version;
    }

    void provider(HttpServerResponse response) {
        Offers now = offers.get();
        Answers.json(
                response,
                new ProviderInfo(
                                domain.chainId(),
                                domain.contract(),
                                now.provider().provider(),
                                operator,
                                now.provider().encryptionKey(),
                                now.provider().endpoint(),
                                now.listed().stream().map(this::offered).toList(),
                                service,
                                clock.instant().getEpochSecond(),
                                version,
                                keys.published().orElse(null))
                        .toJson());
    }

    private OfferedModel offered(Listing listing) {
        int free = Math.max(0, listing.capacity() - accounts.inFlight(listing.model()));
        return new OfferedModel(listing.name(), listing.prices(), listing.capacity(), free, limits);
    }

    void models(HttpServerResponse response) {
        ObjectNode answer = Json.object().put("object", "list");
        var data = answer.putArray("data");
        offers.get().listed().forEach(listing -> data.add(model(listing)));
        Answers.json(response, answer);
    }

    void model(HttpServerResponse response, String name) {
        offers.get().listed().stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        listing -> Answers.json(response, model(listing)),
                        () -> Answers.error(
                                response,
                                ProtocolError.about(
                                        "model",
                                        ErrorCode.MODEL_NOT_FOUND,
                                        "this provider does not list the model '" + name + "'")));
    }

    private ObjectNode model(Listing listing) {
        return Json.object()
                .put("id", listing.name())
                .put("object", "model")
                .put("created", offers.get().provider().registeredAt().getEpochSecond())
                .put("owned_by", offers.get().provider().provider().toString());
    }

    static ServiceLimits service(GatewayConfig config, Wei creditLimit) {
        return new ServiceLimits(
                Limits.SEQUENCE_WINDOW,
                config.listen().maxBodyBytes(),
                creditLimit,
                Limits.MAX_REQUEST_DEADLINE.toSeconds(),
                config.access().requestsPerSecondPerAccount());
    }
}
