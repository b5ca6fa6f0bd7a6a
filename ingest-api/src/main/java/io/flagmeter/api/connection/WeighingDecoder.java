package io.flagmeter.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/** The server's decoder, which also knows about how much heap an unfinished request takes. */
final class WeighingDecoder extends VertxHttpRequestDecoder {

    /** A header of five bytes becomes an entry and two strings; so do trailers. */
    private static final int HEADER_BYTE = 16;

    /** What the server keeps of a request whose body is still to come. */
    private static final int BEGUN = 8 << 10;

    private long weight;
    private int whole;

    WeighingDecoder(HttpServerOptions limits) {
        super(limits);
    }

    /** Bytes that the request which is arriving takes; 0 between requests. */
    long weight() {
        return weight + actualReadableBytes();
    }

    /** How many requests have arrived whole. */
    int whole() {
        return whole;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
            throws Exception {
        int before = bytes.readableBytes();
        super.decode(context, bytes, out);
        int taken = before - bytes.readableBytes();
        if (out.isEmpty()) {
            weight += (long) HEADER_BYTE * taken;
            return;
        }
        switch (out.getLast()) {
            case LastHttpContent _ -> {
                weight = 0;
                whole++;
            }
            case HttpContent _ -> weight += taken;
            default -> weight += BEGUN + (long) HEADER_BYTE * taken;
        }
    }
}
