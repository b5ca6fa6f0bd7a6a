package io.flagmeter.server.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchClientTest {

    private final AtomicLong now = new AtomicLong();
    private final HeldBytes held = new HeldBytes(100_000, now::get);
    private final List<EmbeddedChannel> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void whoMakesWayIsCountedUntilItsConnectionIsClosed() {
        EmbeddedChannel first = upload();
        EmbeddedChannel second = upload();
        assertThat(status(first)).as("made way for the second").isEqualTo(408);
        assertThat(first.isActive()).as("may read why").isTrue();

        assertThat(status(upload())).as("the first is still there").isEqualTo(503);
        first.close();
        upload();

        assertThat(status(second)).as("made way for the last").isEqualTo(408);
    }

    @Test
    void whatAnEndedClientStillSendsIsNotHeldForIt() {
        EmbeddedChannel first = upload();
        upload();
        long before = held.held();

        first.writeInbound(Unpooled.copiedBuffer("x".repeat(10_000), ISO_8859_1));

        assertThat(held.held()).isEqualTo(before);
    }

    /** Of a body that is not whole, more than a second after what came before. */
    private EmbeddedChannel upload() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        var decoder = new WeighingDecoder(new HttpServerOptions());
        var refuse = new RefuseRequest(new SimpleMeterRegistry());
        var turns = new TakeTurns(decoder, refuse, new DocumentReads());
        var watch = new WatchClient(decoder, turns, held, Duration.ofSeconds(30));
        var client = new EmbeddedChannel(decoder, watch, turns);
        clients.add(client);
        String text =
                "POST /events/batch HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n"
                        + "[".repeat(60_000);
        client.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        return client;
    }

    private static int status(EmbeddedChannel client) {
        return client.<HttpResponse>readOutbound().status().code();
    }
}
