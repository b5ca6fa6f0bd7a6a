package io.flagmeter.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/** The server's decoder, which also knows about how much heap an unfinished request takes. */
final class WeighingDecoder extends VertxHttpRequestDecoder {

    /** A header of five bytes becomes an entry and two strings; so do trailers. */
    private static final int HEADER_BYTE = 16;

    /** What the server keeps of a request whose body is still to come. */
    private static final int BEGUN = 8 << 10;

    /** More fields than any client of ours has; each takes a hundred bytes beyond its text. */
    private static final int MAX_LINES = 128;

    /** What is shorter is not worth looking at. */
    private static final int SHORT_HEAD = 1 << 10;

    private long weight;
    private int whole;
    private boolean inBody;
    private boolean broken;

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
        if (broken) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        if (!inBody && bytes.readableBytes() > SHORT_HEAD && linesOfHead(bytes) > MAX_LINES) {
            broken = true;
            bytes.skipBytes(bytes.readableBytes());
            out.add(tooManyFields());
            return;
        }
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
                inBody = false;
            }
            case HttpContent _ -> weight += taken;
            default -> {
                weight += BEGUN + (long) HEADER_BYTE * taken;
                inBody = true;
            }
        }
    }

    /** Lines before the first blank one, as far as they are there. */
    private static int linesOfHead(ByteBuf bytes) {
        int lines = 0;
        int start = bytes.readerIndex();
        int end = bytes.indexOf(start, bytes.writerIndex(), HttpConstants.LF);
        while (end >= 0 && lines <= MAX_LINES && (lines == 0 || end - start > 1)) {
            lines++;
            start = end + 1;
            end = bytes.indexOf(start, bytes.writerIndex(), HttpConstants.LF);
        }
        return lines;
    }

    private static HttpRequest tooManyFields() {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.setDecoderResult(
                DecoderResult.failure(new TooLongHttpHeaderException("too many fields")));
        return request;
    }
}
