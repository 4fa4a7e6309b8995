package io.deopenchat.bridge.provider;

import io.vertx.core.http.HttpClientResponse;
import java.lang.reflect.Proxy;
import java.util.Map;

/** A response of which the status and some headers are known. */
final class FuzzedResponse {
    private FuzzedResponse() {}

    static HttpClientResponse of(int status, Map<String, String> headers) {
        return (HttpClientResponse) Proxy.newProxyInstance(
                FuzzedResponse.class.getClassLoader(),
                new Class<?>[] {HttpClientResponse.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "statusCode" -> status;
                    case "getHeader" -> headers.get(arguments[0].toString());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
