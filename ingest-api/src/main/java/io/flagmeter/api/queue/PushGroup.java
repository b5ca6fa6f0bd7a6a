package io.flagmeter.api.queue;

import io.vertx.core.Future;
import java.util.List;

/** Puts one group of events on the list, all or none. */
@FunctionalInterface
interface PushGroup {

    Future<Void> push(List<byte[]> payloads);
}
