package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Hands on one request of a connection at a time, each when the one before it is answered and the
 * client reads its answers. What a client sends ahead stays bytes, and beyond a buffer of them it
 * stays in the client. Requests that cannot be understood are answered here.
 *
 * <p>A client that waits for its answers, as nearly all do, costs no more than looking at a flag.
 */
final class TakeTurns extends ChannelDuplexHandler {

    private final Intake intake;
    private final RefuseRequest refuse;
    private final DocumentReads.Reader document;

    /** What was decoded before the decoder could be stopped: the rest of one request at most. */
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);

    private @Nullable ChannelHandlerContext place;
    private @Nullable HttpRequest open;
    private boolean whole;
    private boolean answerBegun;
    private long restingSince = System.nanoTime();
    private boolean over;

    TakeTurns(WeighingDecoder decoder, RefuseRequest refuse, DocumentReads documents) {
        this.intake = new Intake(decoder);
        this.refuse = refuse;
        this.document = documents.reader();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (!ahead.isEmpty() || (message instanceof HttpRequest && mustWait(context))) {
            ahead.add(message);
            intake.stop(context);
        } else {
            handOn(context, message);
        }
    }

    private boolean mustWait(ChannelHandlerContext context) {
        return open != null || !context.channel().isWritable();
    }

    private void handOn(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            Problem problem = Understand.request(request);
            if (problem == null && DocumentReads.isDocument(request.uri()) && !document.begin()) {
                problem = DocumentReads.TOO_MANY;
            }
            if (problem != null) {
                refuse(context, problem, request);
                return;
            }
            open = request;
            whole = false;
            answerBegun = false;
        } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(content);
            answerBegun |= open == null;
            refuse(context, Understand.NO_BODY, open);
            return;
        } else if (message instanceof LastHttpContent) {
            whole = true;
        }
        context.fireChannelRead(message);
    }

    /** Ends the connection; if it is because of the request that is arriving, tells why. */
    void end(Problem problem) {
        ChannelHandlerContext context = place;
        if (context == null || over) {
            return;
        }
        if (open != null && whole) {
            cut();
        } else {
            refuse(context, problem, open);
        }
    }

    /** Ends the connection, whatever is still to be written. */
    void cut() {
        over = true;
        open = null;
        if (place != null) {
            var _ = place.close();
        }
    }

    /** Answers for the server, unless it has begun to answer, and ends the connection. */
    private void refuse(
            ChannelHandlerContext context, Problem problem, @Nullable HttpRequest request) {
        if (over) {
            return;
        }
        over = true;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        intake.goOn(context);
        if (answerBegun) {
            cut();
        } else {
            refuse.answer(context, problem, request);
        }
    }

    /** Ends the connection if it rests, and no request has arrived that nobody has seen yet. */
    boolean cutIfItRests() {
        if (place != null) {
            Intake.takeInWhatIsThere(place);
        }
        if (!rests()) {
            return false;
        }
        cut();
        return true;
    }

    /** Whether nothing of it is in hand that was handed on. */
    boolean rests() {
        return open == null;
    }

    /** When its last request was answered, or else when it came. */
    long restingSince() {
        return restingSince;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            // The server answers what was refused meanwhile.
            ReferenceCountUtil.release(message);
            promise.setSuccess();
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().code() < 200) {
                var _ = context.write(message, promise);
                return;
            }
            answerBegun = true;
        }
        var _ = context.write(message, promise);
        if (message instanceof LastHttpContent) {
            open = null;
            answerBegun = false;
            restingSince = System.nanoTime();
            document.end();
            if (intake.isStopped()) {
                // When the server has done with the answer.
                context.executor().execute(() -> goOn(context));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (intake.isStopped()) {
            context.executor().execute(() -> goOn(context));
        }
        context.fireChannelWritabilityChanged();
    }

    /** The next requests, each if its turn has come. */
    private void goOn(ChannelHandlerContext context) {
        while (!ahead.isEmpty()) {
            if (ahead.peek() instanceof HttpRequest && mustWait(context)) {
                context.fireChannelReadComplete();
                return;
            }
            handOn(context, ahead.remove());
        }
        context.fireChannelReadComplete();
        intake.goOn(context);
    }

    /** The server may want to read on for a reason of its own. */
    @Override
    public void read(ChannelHandlerContext context) {
        intake.read(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        document.end();
    }
}
