package io.flagmeter.server.queue;

import io.vertx.core.Future;
import java.util.List;

/** Puts one group of events on the list, all or none. */
@FunctionalInterface
interface PushGroup {

    /** Completes when Valkey has them, fails if it does not or will not say. */
    Future<?> push(List<byte[]> payloads);
}
