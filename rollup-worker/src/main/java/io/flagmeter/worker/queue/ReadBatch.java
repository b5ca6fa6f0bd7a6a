package io.flagmeter.worker.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.Stump;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads a batch that somebody else claimed, who may have had other bounds: a release that knew none
 * for bytes, or one with other settings. One that is larger than ours comes in parts, and of each
 * of its events what counts is kept.
 */
record ReadBatch(Calls valkey, long maxBytes) {

    /** What a payload of ours hardly ever is longer than. */
    private static final int SLIM = 1 << 10;

    /** The payloads, oldest first; none if the batch is gone, also where it went meanwhile. */
    List<byte[]> read(String list) {
        Response part = part(list, 0);
        long size = part.get(0).toLong();
        var payloads = new ArrayList<byte[]>(Math.toIntExact(size));
        while (part.get(1).size() > 0) {
            boolean whole = payloads.isEmpty() && part.get(1).size() == size;
            for (Response payload : part.get(1)) {
                payloads.add(whole ? payload.toBytes() : slim(payload.toBytes()));
            }
            if (payloads.size() == size) {
                return payloads;
            }
            part = part(list, payloads.size());
        }
        return List.of();
    }

    private Response part(String list, int skip) {
        return Objects.requireNonNull(
                valkey.send(
                        Request.cmd(Command.EVAL)
                                .arg(Scripts.READ)
                                .arg(1)
                                .arg(list)
                                .arg(skip)
                                .arg(maxBytes)
                                .arg(BoundedRead.LONGEST)));
    }

    /** Without the fields that are ignored; of what is no event, the beginning. */
    private static byte[] slim(byte[] payload) {
        if (payload.length <= SLIM || Stump.of(payload).isPresent()) {
            return payload;
        }
        try {
            return EventCodec.encode(EventCodec.decode(payload));
        } catch (InvalidEventException e) {
            return Stump.cut(payload);
        }
    }
}
