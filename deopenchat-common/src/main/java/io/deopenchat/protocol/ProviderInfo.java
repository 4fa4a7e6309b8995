package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /deopenchat/v1/provider}: what a gateway says about itself. Compared with configuration and
 * chain, never trusted.
 *
 * @param serverTime unix seconds
 * @param version of the gateway's program
 * @param sealingKey to which requests may be sealed; null if it opens none
 */
public record ProviderInfo(
        long chainId,
        Address contract,
        Address provider,
        Address operator,
        Bytes32 encryptionKey,
        String endpoint,
        List<OfferedModel> models,
        ServiceLimits limits,
        long serverTime,
        String version,
        @Nullable SignedEncryptionKey sealingKey) {
    public static final String PROTOCOL = "1";

    public ProviderInfo {
        models = List.copyOf(models);
    }

    /** Of a gateway that opens no sealed requests. */
    public ProviderInfo(
            long chainId,
            Address contract,
            Address provider,
            Address operator,
            Bytes32 encryptionKey,
            String endpoint,
            List<OfferedModel> models,
            ServiceLimits limits,
            long serverTime,
            String version) {
        this(chainId, contract, provider, operator, encryptionKey, endpoint, models, limits, serverTime, version, null);
    }

    /** Whom it lets seal, and to what. */
    public Optional<SignedEncryptionKey> sealing() {
        return Optional.ofNullable(sealingKey);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("protocol", PROTOCOL);
        node.put("chainId", Long.toString(chainId));
        node.put("contract", contract.toString());
        node.put("provider", provider.toString());
        node.put("operator", operator.toString());
        node.put("encryptionKey", encryptionKey.toString());
        node.put("endpoint", endpoint);
        ArrayNode offered = node.putArray("models");
        models.forEach(model -> offered.add(model.toJson()));
        node.set("limits", limits.toJson());
        node.put("serverTime", Long.toString(serverTime));
        node.put("version", version);
        if (sealingKey != null) {
            node.set("sealing", sealingKey.toJson());
        }
        return node;
    }

    /** @throws MalformedMessage if a member is missing or wrong, or the gateway speaks another version */
    public static ProviderInfo fromJson(WireObject wire) {
        String protocol = wire.text("protocol");
        if (!protocol.equals(PROTOCOL)) {
            throw new MalformedMessage("expected version " + PROTOCOL + " of the protocol, got '" + protocol + "'");
        }
        return new ProviderInfo(
                wire.number("chainId"),
                wire.address("contract"),
                wire.address("provider"),
                wire.address("operator"),
                wire.bytes32("encryptionKey"),
                wire.text("endpoint"),
                wire.objects("models").stream().map(OfferedModel::fromJson).toList(),
                ServiceLimits.fromJson(wire.object("limits")),
                wire.number("serverTime"),
                wire.text("version"),
                sealingKey(wire));
    }

    /** One of a form that this version does not know is none: a later one must not cost a gateway all its callers. */
    private static @Nullable SignedEncryptionKey sealingKey(WireObject wire) {
        try {
            return wire.optionalObject("sealing")
                    .map(SignedEncryptionKey::fromJson)
                    .orElse(null);
        } catch (MalformedMessage unknownForm) {
            return null;
        }
    }
}
