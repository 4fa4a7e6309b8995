package io.deopenchat.bridge.spending;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;
import io.deopenchat.storage.StorageFailure;

/** A purchase that was begun is read as it was written, or refused. */
final class SignedPurchaseFuzz {
    private static final FuzzedFile FILE = new FuzzedFile("purchase.json");

    private SignedPurchaseFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(
                        input,
                        StorageFailure.class,
                        () -> SignedPurchase.read(FILE.with(input)).orElseThrow())
                .ifPresent(purchase -> {
                    purchase.write(FILE.path());
                    equal(purchase, SignedPurchase.read(FILE.path()).orElseThrow(), "a purchase keeps what it says");
                });
    }
}
