package io.deopenchat.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Set;

/** Has a request in an unknown version of HTTP answered with 400. Vert.x would say 501, as if the server were at fault. */
@ChannelHandler.Sharable
public final class VersionGuard extends ChannelInboundHandlerAdapter {
    private static final VersionGuard GUARD = new VersionGuard();
    private static final Set<HttpVersion> KNOWN = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

    private VersionGuard() {}

    /** Only on the event loop of a new {@code connection}. */
    public static void watch(HttpConnection connection) {
        if (connection.protocolVersion() != io.vertx.core.http.HttpVersion.HTTP_2
                && connection instanceof HttpServerConnection server) {
            ChannelHandlerContext last = server.channelHandlerContext();
            last.pipeline().addBefore(last.name(), "versions", GUARD);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request && !KNOWN.contains(request.protocolVersion())) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1); // that of the answer
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("unknown version of HTTP")));
        }
        super.channelRead(context, message);
    }
}
