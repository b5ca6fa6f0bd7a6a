package io.flagmeter.server.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.nio.AbstractNioChannel;

/**
 * What a connection takes in, which can be stopped: then what arrives stays bytes, of which the
 * decoder keeps one buffer, the kernel some more, and the client the rest.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class Intake {

    private final WeighingDecoder decoder;
    private boolean stopped;
    private boolean readingStopped;

    Intake(WeighingDecoder decoder) {
        this.decoder = decoder;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Stops it when the message in hand is decoded. */
    void stop(ChannelHandlerContext context) {
        stopped = true;
        decoder.setSingleDecode(true);
        stopReading(context);
    }

    /** For the server, which may want to read on for a reason of its own. */
    void read(ChannelHandlerContext context) {
        if (stopped) {
            stopReading(context);
        } else {
            context.read();
        }
    }

    private void stopReading(ChannelHandlerContext context) {
        if (context.channel().config().isAutoRead()) {
            readingStopped = true;
            context.channel().config().setAutoRead(false);
        }
    }

    void goOn(ChannelHandlerContext context) {
        if (!stopped) {
            return;
        }
        stopped = false;
        decoder.setSingleDecode(false);
        // It may have whole requests in hand, the first of which may stop it again.
        ChannelHandlerContext before = context.pipeline().context(decoder);
        if (before != null) {
            decode(before);
        }
        if (!stopped && readingStopped) {
            readingStopped = false;
            context.channel().config().setAutoRead(true);
        }
    }

    private void decode(ChannelHandlerContext decoding) {
        try {
            decoder.channelRead(decoding, Unpooled.EMPTY_BUFFER);
            decoder.channelReadComplete(decoding);
        } catch (Exception e) {
            decoding.fireExceptionCaught(e);
        }
    }

    /** Takes in at once what has arrived, though the event loop has not come to it yet. */
    static void takeInWhatIsThere(ChannelHandlerContext context) {
        if (context.channel().unsafe() instanceof AbstractNioChannel.NioUnsafe socket) {
            socket.read();
        }
    }
}
