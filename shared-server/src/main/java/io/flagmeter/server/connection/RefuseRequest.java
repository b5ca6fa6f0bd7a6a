package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.requestid.RequestId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers a request that the server is not to see, and ends its connection. */
final class RefuseRequest {

    /** What could not be read has no path. */
    private static final String NO_PATH = "/";

    private final MeterRegistry metrics;

    RefuseRequest(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * Writes the problem.
     *
     * @param context of a handler behind the encoder
     * @param request null if none of it is known
     */
    void answer(ChannelHandlerContext context, Problem problem, @Nullable HttpRequest request) {
        count(problem);
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(problem.type().status()),
                        Unpooled.EMPTY_BUFFER);
        String requestId = requestId(problem, request);
        if (requestId != null) {
            answer.headers().set(RequestId.HEADER, requestId);
        }
        byte[] body = problem.toJson(path(request), problem.type().ours() ? requestId : null);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        problem.headers(answer.headers()::set);
        boolean head = request != null && request.method().equals(HttpMethod.HEAD);
        ChannelFuture written =
                context.writeAndFlush(head ? answer : answer.replace(Unpooled.wrappedBuffer(body)));
        if (problem.type() == ProblemType.BUSY) {
            // Lingering, it would keep what there is no room for.
            var _ = context.close();
            return;
        }
        // The client sees at once that the answer is whole; only what it still sends is waited for.
        written.addListener(done -> endAnswers(context.channel()));
        var _ =
                context.executor()
                        .schedule(
                                () -> {
                                    var _ = context.close();
                                },
                                Connections.LINGER_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    /** Not with TLS, which has an end of its own. */
    private static void endAnswers(Channel channel) {
        if (channel instanceof DuplexChannel duplex
                && channel.isActive()
                && channel.pipeline().get(SslHandler.class) == null) {
            var _ = duplex.shutdownOutput();
        }
    }

    private void count(Problem problem) {
        Counter.builder("flagmeter.http.refused")
                .description("Requests refused before the server saw them whole, by the problem")
                .tag("reason", problem.type().slug())
                .register(metrics)
                .increment();
    }

    private static @Nullable String requestId(Problem problem, @Nullable HttpRequest request) {
        String sent = request == null ? null : request.headers().get(RequestId.HEADER);
        return sent == null && !problem.type().ours() ? null : RequestId.usable(sent);
    }

    private static String path(@Nullable HttpRequest request) {
        if (request == null || request.decoderResult().isFailure()) {
            return NO_PATH;
        }
        String path = new QueryStringDecoder(request.uri()).rawPath();
        return path.startsWith("/") ? path : NO_PATH;
    }
}
