package io.deopenchat.gateway.metering;

import java.util.OptionalLong;

/** Counts tokens as the model does that answered; may wait for it, within a bound. */
@FunctionalInterface
public interface TokenCounter {
    /** Of a model that cannot be asked. */
    TokenCounter NONE = text -> OptionalLong.empty();

    /** Empty if it cannot say. */
    OptionalLong count(String text);
}
