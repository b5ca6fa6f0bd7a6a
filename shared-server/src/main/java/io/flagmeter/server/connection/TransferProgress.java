package io.flagmeter.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far a connection has come with a request that arrives and with an answer that goes out.
 *
 * @param request bytes of it that have arrived
 * @param answer the part of an answer that is being sent; null if none is
 * @param sent bytes of that
 */
record TransferProgress(long request, @Nullable Object answer, long sent) {

    static final TransferProgress NONE = new TransferProgress(0, null, 0);

    /** Requests that small may take all the time they have. */
    private static final int SMALL = 4 << 10;

    /** How far a request that is larger, or an answer, must get. */
    private static final int LEAST = 40 << 10;

    static TransferProgress of(WeighingDecoder decoder, Channel channel) {
        ChannelOutboundBuffer answers = channel.unsafe().outboundBuffer();
        return answers == null
                ? new TransferProgress(decoder.weight(), null, 0)
                : new TransferProgress(
                        decoder.weight(), answers.current(), answers.currentProgress());
    }

    boolean requestStalls(TransferProgress before) {
        return request > SMALL && request - before.request < LEAST;
    }

    boolean answerStalls(TransferProgress before) {
        return answer != null && answer == before.answer && sent - before.sent < LEAST;
    }
}
