package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.signing.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model as an application names it: {@code model}, or {@code model@0x..} from this provider alone.
 *
 * @param model as it is listed
 * @param provider null for whoever is best
 */
record AskedModel(String model, @Nullable Address provider) {
    /** @throws MalformedMessage if what is pinned is no whole address */
    static AskedModel of(String name) {
        int at = name.lastIndexOf(Offer.PIN);
        return at <= 0
                ? new AskedModel(name, null)
                : new AskedModel(name.substring(0, at), address(name.substring(at + 1)));
    }

    static String pinned(String model, Address provider) {
        return model + "@" + provider;
    }

    private static Address address(String text) {
        try {
            return Address.parseTyped(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage("model", "names a provider by its whole address: " + e.getMessage());
        }
    }

    Optional<Address> pin() {
        return Optional.ofNullable(provider);
    }
}
