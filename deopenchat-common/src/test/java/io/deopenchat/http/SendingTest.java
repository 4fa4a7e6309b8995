package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final Promise<HttpClientResponse> answer = Promise.promise();
    private final Promise<Void> written = Promise.promise();

    /** On a connection that is being closed; the race that leads there does not happen at will. */
    private HttpClientRequest request() {
        return (HttpClientRequest) Proxy.newProxyInstance(
                SendingTest.class.getClassLoader(),
                new Class<?>[] {HttpClientRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "end" -> written.future();
                    // as Vert.x does it: how the writing ended is not looked at
                    case "send", "response" -> answer.future();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void failsWhereNothingCouldBeWritten() {
        Future<HttpClientResponse> sent = Sending.of(request(), Buffer.buffer("{}"));
        assertThat(sent.isComplete()).isFalse();
        written.fail(new ClosedChannelException());
        assertThat(sent.cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void failsWhereNoAnswerCame() {
        Future<HttpClientResponse> sent = Sending.of(request());
        written.complete();
        assertThat(sent.isComplete()).isFalse();
        answer.fail("Connection was closed");
        assertThat(sent.cause()).hasMessage("Connection was closed");
    }
}
