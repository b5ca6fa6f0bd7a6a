package io.flagmeter.api.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;

/**
 * One group, one transaction: the events and the count of the accepted go in together, so that the
 * books balance whatever dies in between.
 */
record PushToValkey(Redis valkey, QueueDepth depth, PushMetrics metrics) implements PushGroup {

    private static final byte[] EVENTS = QueueKeys.DEFAULT.events().getBytes(US_ASCII);
    private static final byte[] ACCEPTED = QueueKeys.DEFAULT.accepted().getBytes(US_ASCII);

    @Override
    public Future<Long> push(List<byte[]> payloads) {
        Request lpush = Request.cmd(Command.LPUSH).arg(EVENTS);
        payloads.forEach(lpush::arg);
        Request count = Request.cmd(Command.INCRBY).arg(ACCEPTED).arg(payloads.size());
        long sent = System.nanoTime();
        return valkey.batch(
                        List.of(
                                Request.cmd(Command.MULTI),
                                lpush,
                                count,
                                Request.cmd(Command.EXEC)))
                .map(replies -> depthOf(replies.getLast()))
                .onSuccess(
                        events -> {
                            depth.seen(events);
                            metrics.pushed(payloads.size(), System.nanoTime() - sent);
                        })
                .onFailure(metrics::failed);
    }

    private static long depthOf(Response exec) {
        // A command that fails inside EXEC, on a key of another type, does not fail EXEC itself.
        Response depth = exec.get(0);
        if (depth.type() != ResponseType.NUMBER || exec.get(1).type() != ResponseType.NUMBER) {
            throw new IllegalStateException("Valkey refused the group: " + exec);
        }
        return depth.toLong();
    }
}
