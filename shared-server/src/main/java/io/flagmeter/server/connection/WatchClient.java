package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one client makes the server hold, and ends its connection if its request does not
 * arrive in time, or if neither the request nor the answers get on. The server's idle time-out does
 * not: a byte now and then keeps it from running out.
 *
 * <p>A request that arrives in one piece, and whose answer goes out in one, costs no timer.
 */
final class WatchClient extends ChannelDuplexHandler implements HeldBytes.Holder {

    private static final Problem TOO_SLOW =
            Problem.of(ProblemType.REQUEST_TIMEOUT, "the request did not arrive in time");
    private static final Problem IN_THE_WAY =
            Problem.of(
                    ProblemType.REQUEST_TIMEOUT,
                    "the request did not arrive before others needed its room");
    private static final Problem BUSY =
            Problem.of(
                    ProblemType.BUSY,
                    "unfinished requests use all memory for them: try again later");

    private static final int LARGE_HEAD = 64 << 10;

    private static final long TICK_MILLIS = 1_000;

    /** A {@link TransferProgress} is measured over so many. */
    private static final int WINDOW_TICKS = 5;

    private final WeighingDecoder decoder;
    private final TakeTurns turns;
    private final HeldBytes held;
    private final long limitNanos;
    private @Nullable ChannelHandlerContext place;
    private @Nullable ScheduledFuture<?> tick;
    private boolean holding;
    private boolean ended;
    private int request;
    private long began;
    private int ticks;
    private TransferProgress progress = TransferProgress.NONE;

    WatchClient(WeighingDecoder decoder, TakeTurns turns, HeldBytes held, Duration limit) {
        this.decoder = decoder;
        this.turns = turns;
        this.held = held;
        this.limitNanos = limit.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && decoder.weight() > LARGE_HEAD) {
            // Before the server keeps it.
            count(context);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (holding || decoder.weight() > 0) {
            count(context);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (holding || unsent(context) > 0) {
            count(context);
        }
    }

    private static long unsent(ChannelHandlerContext context) {
        ChannelOutboundBuffer answers = context.channel().unsafe().outboundBuffer();
        return answers == null ? 0 : answers.totalPendingWriteBytes();
    }

    private void count(ChannelHandlerContext context) {
        if (ended) {
            return;
        }
        long bytes = decoder.weight() + unsent(context);
        if (bytes == 0) {
            stop();
            return;
        }
        if (!holding || request != decoder.whole()) {
            // Another one than before, which has its own time.
            stop();
            begin(context);
        }
        if (!held.hold(this, bytes)) {
            end(context, BUSY);
        }
    }

    private void begin(ChannelHandlerContext context) {
        holding = true;
        request = decoder.whole();
        began = System.nanoTime();
        ticks = 0;
        progress = TransferProgress.of(decoder, context.channel());
        tick =
                context.executor()
                        .scheduleAtFixedRate(
                                () -> tick(context),
                                TICK_MILLIS,
                                TICK_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    private void tick(ChannelHandlerContext context) {
        count(context);
        if (!holding) {
            return;
        }
        ticks++;
        if (decoder.weight() > 0 && System.nanoTime() - began >= limitNanos) {
            end(context, TOO_SLOW);
        } else if (ticks == WINDOW_TICKS) {
            TransferProgress now = TransferProgress.of(decoder, context.channel());
            if (now.requestStalls(progress)) {
                end(context, TOO_SLOW);
            } else if (now.answerStalls(progress)) {
                turns.cut();
            } else {
                ticks = 0;
                progress = now;
            }
        }
    }

    @Override
    public void makeWay() {
        ChannelHandlerContext context = place;
        if (context != null && context.executor().inEventLoop()) {
            end(context, IN_THE_WAY);
        } else if (context != null) {
            context.executor().execute(() -> end(context, IN_THE_WAY));
        }
    }

    /**
     * Tells the client why, unless it does not read. The server keeps what it has of the request
     * until the connection is closed, so it stays counted until then.
     */
    private void end(ChannelHandlerContext context, Problem problem) {
        if (ended) {
            return;
        }
        ended = true;
        stopClock();
        if (decoder.weight() == 0 || unsent(context) > 0) {
            turns.cut();
        } else {
            turns.end(problem);
        }
    }

    private void stop() {
        stopClock();
        held.release(this);
    }

    private void stopClock() {
        holding = false;
        if (tick != null) {
            tick.cancel(false);
            tick = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        stop();
        context.fireChannelInactive();
    }
}
