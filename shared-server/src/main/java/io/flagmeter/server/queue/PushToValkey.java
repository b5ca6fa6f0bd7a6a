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

    /** Behind MULTI and two commands. */
    private static final int EXEC = 3;

    @Override
    public Future<Pushed> push(List<byte[]> free, List<Limited> limited) {
        long known = highWater.of(keys.partition());
        long sent = System.nanoTime();
        return (limited.isEmpty() ? plain(free, known) : limited(free, limited, known))
                .map(
                        pushed -> {
                            metrics.pushed(pushed.taken(), System.nanoTime() - sent);
                            return pushed;
                        })
                .onFailure(metrics::failed);
    }

    private Future<Pushed> plain(List<byte[]> events, long known) {
        Request lpush = Request.cmd(Command.LPUSH).arg(keys.events());
        events.forEach(lpush::arg);
        var commands = new ArrayList<Request>();
        commands.add(Request.cmd(Command.MULTI));
        commands.add(lpush);
        commands.add(Request.cmd(Command.INCRBY).arg(keys.own()).arg(events.size()));
        commands.add(Request.cmd(Command.EXEC));
        commands.addAll(barrier);
        return valkey.batch(commands)
                .map(
                        replies -> {
                            Response exec = exec(replies, EXEC);
                            seen(exec.get(0).toLong(), exec.get(1).toLong(), known, events.size());
                            return new Pushed(events.size(), List.of());
                        });
    }

    /** A script is a transaction as well. */
    private Future<Pushed> limited(List<byte[]> free, List<Limited> limited, long known) {
        var script = new LimitScript(keys, free, limited);
        boolean events =
                !free.isEmpty() || limited.stream().anyMatch(one -> !one.payloads().isEmpty());
        return run(script.known(), events)
                .recover(
                        failure ->
                                LimitScript.isUnknown(failure)
                                        ? run(script.whole(), events)
                                        : Future.failedFuture(failure))
                .map(
                        reply -> {
                            var read = script.read(reply);
                            if (read.taken() > 0) {
                                seen(read.depth(), read.own(), known, read.taken());
                            }
                            return new Pushed(read.taken(), read.standings());
                        });
    }

    private Future<Response> run(Request script, boolean events) {
        var commands = new ArrayList<Request>();
        commands.add(script);
        if (events) {
            commands.addAll(barrier);
        }
        return valkey.batch(commands)
                .map(
                        replies -> {
                            synced(replies.subList(1, replies.size()));
                            return replies.getFirst();
                        });
    }

    private void seen(long events, long own, long known, int pushed) {
        depth.seen(keys.partition(), events);
        highWater.seen(keys.partition(), known, own, pushed);
    }

    /** The replies to what stands in the transaction. */
    private static Response exec(List<Response> replies, int place) {
        Response exec = replies.get(place);
        // A command that fails inside EXEC, on a key of another type, does not fail EXEC itself.
        for (Response reply : exec) {
            if (reply.type() != ResponseType.NUMBER) {
                throw new IllegalStateException("Valkey refused the group: " + exec);
            }
        }
        synced(replies.subList(place + 1, replies.size()));
        return exec;
    }

    private static void synced(List<Response> barriers) {
        for (Response barrier : barriers) {
            if (barrier.get(0).toLong() < 1) {
                throw new IllegalStateException("Valkey did not sync its disk in time");
            }
        }
    }
}
