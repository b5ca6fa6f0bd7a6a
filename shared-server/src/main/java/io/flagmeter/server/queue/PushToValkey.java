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

    @Override
    public Future<Pushed> push(List<byte[]> free, List<Limited> limited) {
        var commands = new ArrayList<Request>();
        commands.add(Request.cmd(Command.MULTI));
        if (!free.isEmpty()) {
            Request lpush = Request.cmd(Command.LPUSH).arg(keys.events());
            free.forEach(lpush::arg);
            commands.add(lpush);
            commands.add(Request.cmd(Command.INCRBY).arg(keys.own()).arg(free.size()));
        }
        if (!limited.isEmpty()) {
            commands.add(LimitScript.request(keys, limited));
        }
        commands.add(Request.cmd(Command.EXEC));
        int exec = commands.size() - 1;
        if (!free.isEmpty() || limited.stream().anyMatch(one -> !one.payloads().isEmpty())) {
            commands.addAll(barrier);
        }
        long known = highWater.of(keys.partition());
        long sent = System.nanoTime();
        return valkey.batch(commands)
                .map(replies -> exec(replies, exec))
                .map(
                        replies -> {
                            if (!free.isEmpty()) {
                                seen(replies.get(0), replies.get(1), known, free.size());
                            }
                            Pushed pushed =
                                    limited.isEmpty()
                                            ? Pushed.WITHOUT_LIMITS
                                            : LimitScript.pushed(last(replies), limited);
                            int taken = free.size() + LimitScript.taken(limited, pushed);
                            if (taken > free.size()) {
                                Response script = last(replies);
                                seen(
                                        script.get(LimitScript.DEPTH),
                                        script.get(LimitScript.OWN),
                                        known,
                                        taken);
                            }
                            metrics.pushed(taken, System.nanoTime() - sent);
                            return pushed;
                        })
                .onFailure(metrics::failed);
    }

    private void seen(Response events, Response own, long known, int pushed) {
        depth.seen(keys.partition(), events.toLong());
        highWater.seen(keys.partition(), known, own.toLong(), pushed);
    }

    private static Response last(Response replies) {
        return replies.get(replies.size() - 1);
    }

    /** The replies to what stands in the transaction. */
    private static Response exec(List<Response> replies, int place) {
        Response exec = replies.get(place);
        // A command that fails inside EXEC, on a key of another type, does not fail EXEC itself.
        for (Response reply : exec) {
            if (reply.type() != ResponseType.NUMBER && reply.type() != ResponseType.MULTI) {
                throw new IllegalStateException("Valkey refused the group: " + exec);
            }
        }
        for (Response barrier : replies.subList(place + 1, replies.size())) {
            if (barrier.get(0).toLong() < 1) {
                throw new IllegalStateException("Valkey did not sync its disk in time");
            }
        }
        return exec;
    }
}
