package io.deopenchat.signing;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.util.Locale;

/** An address has one spelling on the wire; of those that people type each means the same one, with a checksum or without. */
final class AddressFuzz {
    private AddressFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        read(input, IllegalArgumentException.class, () -> Address.parse(text))
                .ifPresent(address -> equal(text, address.toString(), "the wire has one spelling"));
        read(input, IllegalArgumentException.class, () -> Address.parseTyped(text))
                .ifPresent(address -> {
                    equal(text.toLowerCase(Locale.ROOT), address.toString(), "typed digits are what they are");
                    equal(address, Address.parseTyped(address.checksummed()), "a checksum that was made is right");
                });
        read(input, IllegalArgumentException.class, () -> PublicKey.parse(text))
                .ifPresent(key ->
                        holds(key.equals(PublicKey.parse(key.toString())), "a key is read as it is written", key));
    }
}
