package io.deopenchat.gateway.account;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.storage.StorageFailure;
import java.util.Arrays;

/** A stored answer opens as what was sealed for its round; anything else is refused. */
final class AnswerSealFuzz {
    private AnswerSealFuzz() {}

    /** Eight bytes of a sequence, one that says what is changed in what was sealed, and the answer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        long sequence = input.count();
        int changed = input.choice(256);
        byte[] answer = input.rest();
        open(bytes, sequence, answer);
        byte[] sealed = Parties.SEAL.seal(Parties.PROVIDER, sequence, answer);
        holds(Arrays.equals(answer, Parties.SEAL.open(Parties.PROVIDER, sequence, sealed)), "it opens as it was");
        sealed[changed % sealed.length] ^= 1;
        open(sealed, sequence, sealed);
    }

    private static void open(byte[] input, long sequence, byte[] sealed) {
        read(input, StorageFailure.class, () -> Parties.SEAL.open(Parties.PROVIDER, sequence, sealed))
                .ifPresent(answer -> holds(false, "what nobody sealed does not open", sequence));
    }
}
