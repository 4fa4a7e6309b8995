package io.deopenchat.chain;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Costly;
import io.deopenchat.fuzz.Input;
import io.deopenchat.fuzz.SecondReader;
import java.math.BigDecimal;
import java.util.Map;

/** A keystore is decrypted or refused, without its text in the refusal. */
@Costly
final class KeystoreFuzz {
    private static final int CHEAP = 4_096;

    private KeystoreFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String json = new Input(input).text();
        if (isCheap(SecondReader.object(input))) {
            read(input, IllegalArgumentException.class, () -> Keystore.decrypt(json, "testpassword"))
                    .ifPresent(key -> holds(Keystore.isKeystore(json), "what is decrypted looks like one"));
        }
    }

    /** A sound keystore takes seconds by intention. */
    private static boolean isCheap(Map<?, ?> keystore) {
        return keystore.get("crypto") instanceof Map<?, ?> crypto
                && crypto.get("kdfparams") instanceof Map<?, ?> parameters
                && parameters.values().stream()
                        .allMatch(value -> !(value instanceof BigDecimal number)
                                || number.abs().compareTo(BigDecimal.valueOf(CHEAP)) < 0);
    }
}
