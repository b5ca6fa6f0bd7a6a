package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;

/**
 * One group, one transaction: the events and the count of the accepted go in together, so that the
 * books balance whatever dies in between.
 *
 * @param keys of the partition that the events belong to
 * @param barrier what must be answered after the transaction; see {@link Durability#barrier}
 */
record PushToValkey(
        Redis valkey,
        QueueKeys keys,
        QueueDepth depth,
        HighWater highWater,
        PushMetrics metrics,
        List<Request> barrier)
        implements PushGroup {

    /** Where the reply to the transaction stands. */
    private static final int EXEC = 3;

    @Override
    public Future<Response> push(List<byte[]> payloads) {
        Request lpush = Request.cmd(Command.LPUSH).arg(keys.events());
        payloads.forEach(lpush::arg);
        Request count = Request.cmd(Command.INCRBY).arg(keys.own()).arg(payloads.size());
        var commands = new ArrayList<Request>();
        commands.add(Request.cmd(Command.MULTI));
        commands.add(lpush);
        commands.add(count);
        commands.add(Request.cmd(Command.EXEC));
        commands.addAll(barrier);
        long known = highWater.of(keys.partition());
        long sent = System.nanoTime();
        return valkey.batch(commands)
                .map(PushToValkey::exec)
                .onSuccess(
                        exec -> {
                            depth.seen(keys.partition(), exec.get(0).toLong());
                            highWater.seen(
                                    keys.partition(), known, exec.get(1).toLong(), payloads.size());
                            metrics.pushed(payloads.size(), System.nanoTime() - sent);
                        })
                .onFailure(metrics::failed);
    }

    /** The new depth, and how many have been accepted. */
    private static Response exec(List<Response> replies) {
        Response exec = replies.get(EXEC);
        // A command that fails inside EXEC, on a key of another type, does not fail EXEC itself.
        Response depth = exec.get(0);
        if (depth.type() != ResponseType.NUMBER || exec.get(1).type() != ResponseType.NUMBER) {
            throw new IllegalStateException("Valkey refused the group: " + exec);
        }
        for (Response barrier : replies.subList(EXEC + 1, replies.size())) {
            if (barrier.get(0).toLong() < 1) {
                throw new IllegalStateException("Valkey did not sync its disk in time");
            }
        }
        return exec;
    }
}
