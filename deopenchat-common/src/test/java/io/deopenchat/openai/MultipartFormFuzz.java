package io.deopenchat.openai;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.protocol.MalformedMessage;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A form is refused, or a second reader that can read it finds the same model in it, also after it was changed. */
final class MultipartFormFuzz {
    private static final String MODEL = "model";

    private MultipartFormFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        read(body, MalformedMessage.class, () -> InferenceCall.parse(InferenceEndpoint.TRANSCRIPTIONS, body))
                .ifPresent(call -> {
                    finds(call.model(), body);
                    byte[] renamed = MultipartForm.parse(body).with(MODEL, "other");
                    finds("other", renamed);
                    InferenceCall again = InferenceCall.parse(InferenceEndpoint.TRANSCRIPTIONS, renamed);
                    holds(again.mediaParts() == call.mediaParts(), "as many files as before", call, again);
                    equal(again.completionLimit(), call.completionLimit(), "the file is what it was");
                });
    }

    private static void finds(String model, byte[] form) {
        try {
            equal(List.of(model), models(form), "a second reader finds the model");
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException stricter) {
            // it trips over colons in a disposition, for example
        }
    }

    private static List<String> models(byte[] form) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        request.headers().set("content-type", MultipartForm.contentType(form));
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
        try {
            decoder.offer(new DefaultHttpContent(Unpooled.wrappedBuffer(form)));
            decoder.offer(new DefaultLastHttpContent());
            return decoder.getBodyHttpDatas(MODEL).stream()
                    .map(MultipartFormFuzz::value)
                    .flatMap(Optional::stream)
                    .toList();
        } finally {
            decoder.destroy();
        }
    }

    private static Optional<String> value(InterfaceHttpData data) {
        try {
            return data instanceof Attribute attribute ? Optional.of(attribute.getValue()) : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("it is in memory", e);
        }
    }
}
