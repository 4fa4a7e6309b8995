package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /deopenchat/v1/account}: one account as its gateway sees it. Amounts are base units.
 *
 * @param withdrawing amount of the pending withdrawal, {@link Wei#MAX} for everything, zero for none
 * @param reserved the ceilings of all rounds in flight
 * @param confirmation the newest one that the gateway holds; null for none
 * @param unconfirmed receipts that no confirmation covers
 */
public record AccountInfo(
        Address client,
        Address owner,
        Wei escrow,
        Wei locked,
        Wei claimed,
        Wei withdrawing,
        long releaseNonce,
        Wei reserved,
        Wei creditLimit,
        Wei highestAuthorized,
        long nextSequence,
        @Nullable SignedConfirmation confirmation,
        List<SignedReceipt> unconfirmed) {

    public AccountInfo {
        Check.notNegative("releaseNonce", releaseNonce);
        Check.positive("nextSequence", nextSequence);
        unconfirmed = List.copyOf(unconfirmed);
    }

    public Optional<SignedConfirmation> newestConfirmation() {
        return Optional.ofNullable(confirmation);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("client", client.toString());
        node.put("owner", owner.toString());
        node.put("escrow", escrow.toString());
        node.put("locked", locked.toString());
        node.put("claimed", claimed.toString());
        node.put("withdrawing", withdrawing.toString());
        node.put("releaseNonce", Long.toString(releaseNonce));
        node.put("reserved", reserved.toString());
        node.put("creditLimit", creditLimit.toString());
        node.put("highestAuthorized", highestAuthorized.toString());
        node.put("nextSequence", Long.toString(nextSequence));
        node.set("confirmation", confirmation == null ? null : confirmation.toJson());
        ArrayNode receipts = node.putArray("unconfirmed");
        unconfirmed.forEach(receipt -> receipts.add(receipt.toJson()));
        return node;
    }

    public static AccountInfo fromJson(WireObject wire) {
        return WireObject.wellFormed(
                "account",
                () -> new AccountInfo(
                        wire.address("client"),
                        wire.address("owner"),
                        wire.wei("escrow"),
                        wire.wei("locked"),
                        wire.wei("claimed"),
                        wire.wei("withdrawing"),
                        wire.number("releaseNonce"),
                        wire.wei("reserved"),
                        wire.wei("creditLimit"),
                        wire.wei("highestAuthorized"),
                        wire.number("nextSequence"),
                        wire.optionalObject("confirmation")
                                .map(SignedConfirmation::fromJson)
                                .orElse(null),
                        wire.objects("unconfirmed").stream()
                                .map(SignedReceipt::fromJson)
                                .toList()));
    }
}
