package io.flagmeter.server.queue;

import io.vertx.core.Future;
import java.util.List;

/** Puts one group of events on the list: all that no limit refuses, or none. */
@FunctionalInterface
interface PushGroup {

    /**
     * Completes when Valkey has them, fails if it does not or will not say.
     *
     * @param free those that no limit is for
     */
    Future<Pushed> push(List<byte[]> free, List<Limited> limited);
}
