package io.deopenchat.bridge.application;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;
import io.deopenchat.storage.StorageFailure;
import java.time.InstantSource;

/** A list of application keys is read or refused; each key of it opens, and none is shown. */
final class ApplicationKeysFuzz {
    private static final FuzzedFile FILE = new FuzzedFile(ApplicationKeys.FILE);

    private ApplicationKeysFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FILE.with(input);
        read(input, StorageFailure.class, () -> ApplicationKeys.in(FILE.directory(), InstantSource.system()))
                .ifPresent(keys -> keys.all()
                        .forEach(key -> holds(
                                keys.nameOf(key.secret()).isPresent()
                                        && !key.toString().contains(key.secret()),
                                "a key opens and is not shown")));
    }
}
