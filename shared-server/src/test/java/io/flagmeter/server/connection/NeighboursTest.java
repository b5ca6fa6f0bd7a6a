package io.flagmeter.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on one event loop, because of what the kernel holds that the loop has not seen. */
class NeighboursTest {

    private static final String REQUEST = "GET /usage/t HTTP/1.1\r\nHost: t\r\n\r\n";

    private final Neighbours neighbours = new Neighbours();
    private final AtomicInteger known = new AtomicInteger();
    private final List<String> requests = new ArrayList<>();
    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<Socket> clients = new ArrayList<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Channel server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new Serve())
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private final class Serve extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            var decoder = new WeighingDecoder(new HttpServerOptions());
            var refuse = new RefuseRequest(new SimpleMeterRegistry());
            var turns = new TakeTurns(decoder, refuse, new DocumentReads());
            channel.pipeline().addLast(decoder, turns, new Note());
            neighbours.add(turns);
            channel.closeFuture().addListener(closed -> neighbours.remove(turns));
            known.incrementAndGet();
        }
    }

    private final class Note extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                requests.add(request.uri());
            }
            ReferenceCountUtil.release(message);
        }
    }

    private Socket client() throws Exception {
        var client = new Socket("127.0.0.1", port);
        client.setSoTimeout(5_000);
        clients.add(client);
        await().until(() -> known.get() == clients.size());
        return client;
    }

    private static void pass(int millis) {
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
    }

    private boolean endOneThatRests() throws Exception {
        return loop.submit(neighbours::endOneThatRests).get();
    }

    /** While the loop is busy with something else. */
    private boolean endOneThatRestsWhenARequestHasArrivedFrom(Socket client) throws Exception {
        return loop.submit(
                        () -> {
                            client.getOutputStream().write(REQUEST.getBytes(US_ASCII));
                            return neighbours.endOneThatRests();
                        })
                .get();
    }

    @Test
    void whoRestsLongestIsEnded() throws Exception {
        Socket first = client();
        pass(600);
        client();
        pass(600);

        assertThat(endOneThatRests()).isTrue();

        assertThat(first.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void whoHasJustComeIsNotEnded() throws Exception {
        client();

        assertThat(endOneThatRests()).isFalse();
    }

    @Test
    void whoseRequestHasArrivedIsNotEndedThoughNobodyHasReadIt() throws Exception {
        Socket client = client();
        pass(1_100);

        assertThat(endOneThatRestsWhenARequestHasArrivedFrom(client)).isFalse();

        assertThat(requests).containsExactly("/usage/t");
        assertThat(loop.submit(neighbours::endOneThatRests).get()).isFalse();
    }

    @Test
    void insteadOfItAnotherOneIsEnded() throws Exception {
        Socket asks = client();
        Socket rests = client();
        pass(1_100);

        assertThat(endOneThatRestsWhenARequestHasArrivedFrom(asks)).isTrue();

        assertThat(rests.getInputStream().read()).isEqualTo(-1);
        assertThat(requests).containsExactly("/usage/t");
    }
}
