package io.flagmeter.api.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose request has begun and does not arrive whole in time. The server's idle
 * time-out does not: a byte now and then keeps it from running out.
 *
 * <p>A request that arrives in one piece, as nearly all do, costs no timer.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private final long limitMillis;
    private boolean bytesArrived;
    private boolean whole;
    private @Nullable ScheduledFuture<?> deadline;

    private RequestDeadline(Duration limit) {
        this.limitMillis = limit.toMillis();
    }

    /** Puts one on both sides of the decoder: bytes are seen before it, whole requests behind. */
    static void guard(ChannelHandlerContext decoder, Duration limit) {
        var deadline = new RequestDeadline(limit);
        decoder.pipeline()
                .addBefore(decoder.name(), null, deadline.new Arrivals())
                .addAfter(decoder.name(), null, deadline);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        whole = message instanceof LastHttpContent;
        if (whole) {
            cancel();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (bytesArrived && !whole && deadline == null) {
            deadline =
                    context.executor()
                            .schedule(() -> expire(context), limitMillis, TimeUnit.MILLISECONDS);
        }
        bytesArrived = false;
        whole = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    private void expire(ChannelHandlerContext context) {
        // Without the decoder it speaks another protocol by now.
        if (context.pipeline().context(HttpRequestDecoder.class) != null) {
            var _ = context.close();
        }
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private final class Arrivals extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            bytesArrived = true;
            context.fireChannelRead(bytes);
        }
    }
}
