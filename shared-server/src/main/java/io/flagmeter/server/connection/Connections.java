package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.runtime.ServerLimitsConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.VertxHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All connections of the server. One that comes when there are as many as may be takes the place of
 * one that rests, or is told that the server is busy.
 */
@Singleton
@Unremovable // GuardConnections asks for it by name
public class Connections {

    /** Heap of one that was used and rests, of which 3.4 KB were measured. */
    public static final int BYTES_EACH = 4 << 10;

    /** How long a client may go on sending what nobody reads, so that it gets to see the answer. */
    public static final long LINGER_MILLIS = 1_000;

    /** A byte of an unfinished body takes up to two, because its buffer doubles. */
    private static final int SHARE_OF_HEAP = 12;

    /** How many beyond the limit are told so; the rest is cut off. */
    private static final int TOLD = 256;

    private static final Problem BUSY =
            Problem.of(
                    ProblemType.BUSY, "there are as many connections as may be: try again later");

    private final int most;
    private final Duration requestTimeout;
    private final HttpServerOptions limits;
    private final RefuseRequest refuse;
    private final DocumentReads documents = new DocumentReads();
    private final HeldBytes held =
            new HeldBytes(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, System::nanoTime);
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<EventLoop, Neighbours> byLoop = new ConcurrentHashMap<>();

    Connections(ConnectionConfig config, VertxHttpConfig http, MeterRegistry metrics) {
        this.most = config.maxConnections();
        this.requestTimeout = config.requestTimeout();
        this.limits = limits(http.limits());
        this.refuse = new RefuseRequest(metrics);
        Gauge.builder("flagmeter.http.connections", open::get)
                .description("Connections of clients")
                .register(metrics);
        Gauge.builder("flagmeter.http.held.bytes", held::held)
                .description("What unfinished requests and unread answers take of the heap")
                .baseUnit("bytes")
                .register(metrics);
    }

    private static HttpServerOptions limits(ServerLimitsConfig limits) {
        return new HttpServerOptions()
                .setMaxInitialLineLength(limits.maxInitialLineLength())
                .setMaxHeaderSize((int) limits.maxHeaderSize().asLongValue())
                .setMaxChunkSize((int) limits.maxChunkSize().asLongValue());
    }

    /** Guards a connection whose pipeline the server has filled. */
    void guard(Channel channel) {
        ChannelHandlerContext decoding = channel.pipeline().context(HttpRequestDecoder.class);
        if (decoding == null) {
            return;
        }
        channel.pipeline()
                .addAfter(
                        channel.pipeline().context(HttpResponseEncoder.class).name(),
                        null,
                        HardenAnswers.INSTANCE);
        var decoder = new WeighingDecoder(limits);
        channel.pipeline().replace(decoding.handler(), decoding.name(), decoder);
        var turns = new TakeTurns(decoder, refuse, documents);
        ChannelHandlerContext server = channel.pipeline().context(VertxHandler.class);
        channel.pipeline()
                .addBefore(
                        server.name(), null, new WatchClient(decoder, turns, held, requestTimeout))
                .addBefore(server.name(), null, turns);
        enter(channel, turns);
    }

    private void enter(Channel channel, TakeTurns turns) {
        Neighbours neighbours =
                byLoop.computeIfAbsent(channel.eventLoop(), loop -> new Neighbours());
        int count = open.incrementAndGet();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (count > most + TOLD) {
            turns.cut();
            return;
        }
        if (count > most && !neighbours.endOneThatRests()) {
            turns.end(BUSY);
            return;
        }
        neighbours.add(turns);
        channel.closeFuture().addListener(closed -> neighbours.remove(turns));
    }
}
