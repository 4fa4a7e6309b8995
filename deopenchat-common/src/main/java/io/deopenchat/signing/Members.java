package io.deopenchat.signing;

import java.math.BigInteger;

/** Takes the members of a message in the order of its type. */
public interface Members {
    Members put(Address address);

    Members put(Bytes32 bytes);

    /** A {@code uint} of any width; never negative. */
    Members put(BigInteger unsigned);

    /** A {@code uint} that is not negative as a {@code long}. */
    Members put(long unsigned);

    Members put(String text);
}
