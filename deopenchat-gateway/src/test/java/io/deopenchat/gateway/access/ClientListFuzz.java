package io.deopenchat.gateway.access;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;
import io.deopenchat.fuzz.Input;

/** A list of clients is refused as a whole or read as a whole: a line that is neither comment nor address counts for nothing. */
final class ClientListFuzz {
    private static final FuzzedFile FILE = new FuzzedFile("clients");

    private ClientListFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, IllegalArgumentException.class, () -> ClientLists.addresses(FILE.with(input)))
                .ifPresent(clients -> {
                    long lines = new Input(input)
                            .text()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .count();
                    holds(clients.size() <= lines, "at most one address on a line", clients);
                });
    }
}
