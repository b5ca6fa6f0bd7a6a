package io.flagmeter.api.events;

import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One export, on the event loop of its connection. A piece of it is read when the one before is
 * with the client, all but what fits into the buffer of its connection; until then it holds neither
 * a connection to the database nor a snapshot there. A client that does not read is cut off by
 * {@code WatchClient}.
 *
 * <p>What breaks off ends the connection without the last chunk, so that nobody takes it for whole.
 */
final class Export {

    private static final Logger LOG = Logger.getLogger(Export.class);

    /** Some 80 KB, 600 KB at most. */
    private static final int PIECE = 500;

    private record Piece(int events, Buffer lines) {}

    private final RoutingContext context;
    private final HttpServerResponse response;
    private final ExportFormat format;
    private final ReadEvents read;
    private final QueryTurns turns;
    private final Consumer<ExportOutcome> ended;
    private long timer = -1;
    private long events;
    private boolean over;

    Export(
            RoutingContext context,
            ExportFormat format,
            ReadEvents read,
            QueryTurns turns,
            Consumer<ExportOutcome> ended) {
        this.context = context;
        this.response = context.response();
        this.format = format;
        this.read = read;
        this.turns = turns;
        this.ended = ended;
    }

    void begin(EventsRequest request) {
        response.exceptionHandler(e -> end(ExportOutcome.GONE));
        response.closeHandler(closed -> end(ExportOutcome.GONE));
        turns.inTurn(context, () -> read.export(request))
                .onComplete(
                        begun -> {
                            if (over) {
                                return;
                            }
                            if (begun.succeeded()) {
                                answer(begun.result());
                            } else {
                                refuse(begun.cause());
                            }
                        });
    }

    private void refuse(Throwable e) {
        end(ExportOutcome.REFUSED);
        QueryTurns.failed(context, e);
    }

    private void answer(Walk walk) {
        RequestId.echo(context.request());
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType()).setChunked(true);
        if (context.request().method().equals(HttpMethod.HEAD)) {
            complete();
            return;
        }
        timer =
                context.vertx()
                        .setTimer(Exports.LONGEST.toMillis(), late -> breakOff("it took too long"));
        if (format.head().length > 0) {
            response.write(Buffer.buffer(format.head()));
        }
        next(walk);
    }

    private void next(Walk walk) {
        if (over) {
            return;
        }
        if (walk.isOver()) {
            complete();
        } else if (response.writeQueueFull()) {
            long patience = context.vertx().setTimer(Exports.PATIENCE.toMillis(), late -> cutOff());
            response.drainHandler(
                    drained -> {
                        context.vertx().cancelTimer(patience);
                        response.drainHandler(null);
                        next(walk);
                    });
        } else {
            turns.piece(() -> read(walk))
                    .onSuccess(piece -> write(piece, walk))
                    .onFailure(e -> breakOff(String.valueOf(e.getMessage())));
        }
    }

    private Piece read(Walk walk) throws SQLException {
        List<LoggedEvent> found = read.next(walk, PIECE);
        return new Piece(found.size(), Buffer.buffer(format.lines(found)));
    }

    private void write(Piece piece, Walk walk) {
        if (over) {
            return;
        }
        events += piece.events;
        if (events > ReadEvents.MOST) {
            breakOff("it holds more than %d events".formatted(ReadEvents.MOST));
            return;
        }
        if (piece.lines.length() > 0) {
            response.write(piece.lines);
        }
        next(walk);
    }

    private void complete() {
        end(ExportOutcome.COMPLETE);
        response.end();
    }

    /** The client does not read. */
    private void cutOff() {
        if (!over) {
            end(ExportOutcome.GONE);
            context.request().connection().close();
        }
    }

    private void breakOff(String why) {
        if (over) {
            return;
        }
        RequestId.logged(
                context.request(),
                () -> {
                    LOG.warnf("an export was broken off after %d events: %s", events, why);
                    return null;
                });
        end(ExportOutcome.BROKEN);
        context.request().connection().close();
    }

    private void end(ExportOutcome outcome) {
        if (over) {
            return;
        }
        over = true;
        if (timer >= 0) {
            context.vertx().cancelTimer(timer);
        }
        ended.accept(outcome);
    }
}
