package io.deopenchat.bridge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.http.Answers;
import io.deopenchat.http.RequestThread;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What the journal has of a round, for the application that had it asked: its receipt once there is one, its state before and after. */
final class ReceiptsHandler {
    static final String ROUTE = Headers.ROUTES + "/receipts/:provider/:sequence";

    private static final int MAX_DIGITS = 18;

    private final Choice choice;
    private final RequestThread threads;

    ReceiptsHandler(Choice choice, RequestThread threads) {
        this.choice = choice;
        this.threads = threads;
    }

    static String path(Address provider, long sequence) {
        return Headers.ROUTES + "/receipts/" + provider + "/" + sequence;
    }

    /**
     * Reads a file: on a thread of its own.
     *
     * @param application whose round it must be; empty for anybody's. Of others it is not even said that they are there
     */
    void one(HttpServerRequest request, Optional<String> application, String provider, String sequence) {
        threads.run(
                request,
                () -> find(application, provider, sequence)
                        .ifPresentOrElse(
                                round -> Answers.json(request.response(), round),
                                () -> Answers.error(request.response(), unknown())));
    }

    private Optional<ObjectNode> find(Optional<String> application, String provider, String sequence) {
        if (sequence.length() > MAX_DIGITS || !sequence.matches("[1-9][0-9]*")) {
            return Optional.empty();
        }
        try {
            return choice.round(Address.parseTyped(provider), Long.parseLong(sequence), application);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static ProtocolError unknown() {
        return ProtocolError.of(
                ErrorCode.ROUND_NOT_FOUND,
                "the journal has no such round of this application; the path is " + Headers.ROUTES
                        + "/receipts/PROVIDER/SEQUENCE");
    }
}
