package io.flagmeter.server.queue;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;

/** What an answer of 200 promises. */
public enum Durability {
    /** The events are in Valkey's append-only file, which it syncs when its configuration says. */
    BUFFERED,

    /** The events are on Valkey's disk: a power cut does not lose them. */
    FSYNC;

    /** What follows a group on its connection, to be answered when the promise holds. */
    List<Request> barrier(Duration timeout) {
        return switch (this) {
            case BUFFERED -> List.of();
            case FSYNC ->
                    // One local sync, no replica.
                    List.of(
                            Request.cmd(Command.create("WAITAOF"))
                                    .arg(1)
                                    .arg(0)
                                    .arg(timeout.toMillis()));
        };
    }
}
