package io.flagmeter.server.connection;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;

/**
 * Tells browsers to make nothing of any answer but what it is: no page, no script, nothing to keep
 * or to frame. Behind it is only the encoder, so that no answer misses it, whoever writes it.
 */
@Sharable
final class HardenAnswers extends ChannelOutboundHandlerAdapter {

    static final HardenAnswers INSTANCE = new HardenAnswers();

    private static final AsciiString CONTENT_TYPE_OPTIONS =
            AsciiString.cached("x-content-type-options");
    private static final AsciiString NO_SNIFF = AsciiString.cached("nosniff");
    private static final AsciiString REFERRER_POLICY = AsciiString.cached("referrer-policy");
    private static final AsciiString NO_REFERRER = AsciiString.cached("no-referrer");
    private static final AsciiString NOTHING =
            AsciiString.cached("default-src 'none'; frame-ancestors 'none'");

    private HardenAnswers() {}

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (message instanceof HttpResponse answer
                && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            harden(answer.headers());
        }
        var _ = context.write(message, written);
    }

    /** An answer that is for browsers says itself what they may load and keep. */
    private static void harden(HttpHeaders headers) {
        headers.set(CONTENT_TYPE_OPTIONS, NO_SNIFF);
        headers.set(REFERRER_POLICY, NO_REFERRER);
        if (!headers.contains(HttpHeaderNames.CONTENT_SECURITY_POLICY)) {
            headers.add(HttpHeaderNames.CONTENT_SECURITY_POLICY, NOTHING);
        }
        if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
            headers.add(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        }
    }
}
