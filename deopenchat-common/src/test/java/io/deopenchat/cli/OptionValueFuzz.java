package io.deopenchat.cli;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.util.Locale;

/** Values of options are read or refused, and no message about them repeats a key or the path of a URL. */
final class OptionValueFuzz {
    private static final String KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

    private OptionValueFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        read(input, IllegalArgumentException.class, () -> Durations.parse(text))
                .ifPresent(duration -> holds(!duration.isNegative(), "no time is negative", duration));
        read(input, IllegalArgumentException.class, () -> BindAddress.parse(text))
                .ifPresent(address ->
                        equal(address, BindAddress.parse(address.toString()), "an address is read as written"));
        String shown = new Redaction("--wallet-sk", KEY, text).apply(text + KEY + text);
        holds(!shown.toLowerCase(Locale.ROOT).contains(KEY), "no message shows the key", shown);
    }
}
