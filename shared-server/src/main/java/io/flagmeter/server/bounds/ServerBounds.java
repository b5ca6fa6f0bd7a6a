package io.flagmeter.server.bounds;

import static io.flagmeter.server.bounds.Bound.fixed;
import static io.flagmeter.server.bounds.Bound.set;

import io.flagmeter.server.body.BodyConfig;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.connection.ConnectionConfig;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.queue.QueueConfig;
import io.quarkus.vertx.http.runtime.ServerLimitsConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of every server: requests, connections, the queue, the rows of an answer. */
@Singleton
class ServerBounds implements Bounded {

    private final BodyConfig body;
    private final QueueConfig queue;
    private final ConnectionConfig connection;
    private final ServerLimitsConfig head;

    ServerBounds(
            BodyConfig body, QueueConfig queue, ConnectionConfig connection, VertxHttpConfig http) {
        this.body = body;
        this.queue = queue;
        this.connection = connection;
        this.head = http.limits();
    }

    @Override
    public List<Bound> bounds() {
        return List.of(
                set(
                        "body",
                        body.maxBodyBytes(),
                        Unit.BYTES,
                        "FLAGMETER_INGEST_MAX_BODY_BYTES",
                        "the body of a request with events"),
                fixed(
                        "adminBody",
                        JsonFields.MAX_BYTES,
                        Unit.BYTES,
                        "the body of any other request but a query of usage"),
                fixed("requestLine", head.maxInitialLineLength(), Unit.BYTES, "a request line"),
                fixed(
                        "headers",
                        head.maxHeaderSize().asLongValue(),
                        Unit.BYTES,
                        "all headers of a request"),
                set(
                        "requestTime",
                        connection.requestTimeout(),
                        "FLAGMETER_INGEST_REQUEST_TIMEOUT",
                        "how long a request may take to arrive"),
                set(
                        "connections",
                        connection.maxConnections(),
                        Unit.COUNT,
                        "FLAGMETER_INGEST_MAX_CONNECTIONS",
                        "connections to one process; an idle one makes room for another"),
                set(
                        "queuedEvents",
                        queue.maxQueuedEvents(),
                        Unit.COUNT,
                        "FLAGMETER_INGEST_MAX_QUEUED_EVENTS",
                        "events that wait to be counted; beyond them the answer is 503"),
                set(
                        "queueTime",
                        queue.timeout(),
                        "FLAGMETER_INGEST_TIMEOUT",
                        "how long an answer waits for the queue"),
                fixed("page", Limit.MOST, Unit.COUNT, "rows of a list"));
    }
}
