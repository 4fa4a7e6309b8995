package io.deopenchat.protocol;

/** How a billed round ended; the number is the receipt's {@code status}. */
public enum RoundStatus {
    COMPLETE(0),
    CANCELLED_BY_CLIENT(1),
    CUT_OFF_BY_BACKEND(2);

    private final int number;

    RoundStatus(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static RoundStatus of(long number) {
        for (RoundStatus status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        throw new IllegalArgumentException("status of a receipt is 0, 1 or 2, got " + number);
    }
}
