package io.deopenchat.gateway.access;

import io.deopenchat.gateway.config.Patience;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection that asks for nothing, and an answer that nobody takes. It asks the answers how they are instead of
 * waiting to be told, because each has room for one who is told, and that is who writes it. A timeout of reads would not do: a
 * long stream has none. Confined to the connection's event loop.
 */
final class ConnectionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final HttpConnection connection;
    private final Patience patience;
    private final LongSupplier nanoTime;
    private final List<Answer> answers = new ArrayList<>();
    private final long timer;
    private boolean asked;
    private long unsent;
    private long quietSince;

    /** Only on the event loop of {@code connection}. */
    ConnectionWatch(Vertx vertx, HttpConnection connection, Patience patience, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.connection = connection;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.quietSince = nanoTime.getAsLong();
        this.timer = vertx.setPeriodic(every(patience).toMillis(), tick -> look());
    }

    private static Duration every(Patience patience) {
        Duration shortest = List.of(patience.head(), patience.idle(), patience.reader(), AT_MOST_EVERY).stream()
                .min(Duration::compareTo)
                .orElseThrow();
        return shortest.dividedBy(4).plusMillis(1);
    }

    void begins(HttpServerResponse response) {
        asked = true;
        answers.add(new Answer(response));
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        long now = nanoTime.getAsLong();
        answers.removeIf(Answer::isOver);
        answers.forEach(answer -> answer.look(now));
        if (!answers.isEmpty() || sends()) {
            quietSince = now;
        } else if (now - quietSince > patienceNow().toNanos()) {
            LOG.debug("closing a connection of {} that neither asks nor takes anything", connection.remoteAddress());
            cut();
        }
    }

    /** Whether some of what was written whole went out since the last look. */
    private boolean sends() {
        long before = unsent;
        unsent = connection instanceof HttpServerConnection server
                ? server.channelHandlerContext().channel().bytesBeforeWritable()
                : 0;
        return unsent != before;
    }

    private Duration patienceNow() {
        if (unsent > 0) {
            return patience.reader();
        }
        return asked ? patience.idle() : patience.head();
    }

    /** Over HTTP/2 others share the connection, and the stream alone ends. */
    private void end(HttpServerResponse response) {
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            cut();
        }
    }

    /**
     * Not {@code connection.close()}, nor a close from the end of the pipeline: both pass the handler of Vert.x, which first
     * waits until what was written is taken, and by this reader it is not.
     */
    private void cut() {
        if (connection instanceof HttpServerConnection server) {
            ChannelFuture _ = server.channelHandlerContext().close();
        } else {
            connection.close().onFailure(failed -> LOG.debug("a connection did not close: {}", failed.getMessage()));
        }
    }

    /** One that is being written. */
    private final class Answer {
        private final HttpServerResponse response;
        private long written = -1;
        private long takenAt;

        private Answer(HttpServerResponse response) {
            this.response = response;
        }

        private boolean isOver() {
            return response.ended() || response.closed();
        }

        private void look(long now) {
            if (takesSome()) {
                written = response.bytesWritten();
                takenAt = now;
            } else if (now - takenAt > patience.reader().toNanos()) {
                LOG.debug("a reader at {} takes nothing; ending its answer", connection.remoteAddress());
                end(response);
            }
        }

        /** One that is written whole may end on the thread of its request between two questions, and then answers none. */
        private boolean takesSome() {
            try {
                return !response.writeQueueFull() || response.bytesWritten() != written;
            } catch (IllegalStateException ended) {
                return true;
            }
        }
    }
}
