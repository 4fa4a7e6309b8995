package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

/** What a gateway says of an account is read as it would write it. */
final class AccountInfoFuzz {
    private AccountInfoFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes, MalformedMessage.class, () -> AccountInfo.fromJson(WireObject.parse(bytes)))
                .ifPresent(account -> equal(
                        account,
                        AccountInfo.fromJson(new WireObject(account.toJson())),
                        "an account keeps what it says"));
    }
}
