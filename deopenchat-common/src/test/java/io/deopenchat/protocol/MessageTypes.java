package io.deopenchat.protocol;

import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;
import java.util.Map;

/** The ten types of the protocol. */
final class MessageTypes {
    static final Map<Class<? extends TypedMessage>, MessageType> ALL = Map.of(
            InferenceRequest.class, InferenceRequest.TYPE,
            Confirmation.class, Confirmation.TYPE,
            Access.class, Access.TYPE,
            Bind.class, Bind.TYPE,
            TopUp.class, TopUp.TYPE,
            Contest.class, Contest.TYPE,
            Flag.class, Flag.TYPE,
            Comparison.class, Comparison.TYPE,
            Receipt.class, Receipt.TYPE,
            Release.class, Release.TYPE);

    private MessageTypes() {}

    static MessageType of(TypedMessage message) {
        MessageType type = ALL.get(message.getClass());
        if (type == null) {
            throw new IllegalArgumentException("not a message of the protocol: " + message);
        }
        return type;
    }
}
