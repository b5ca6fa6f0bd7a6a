package io.flagmeter.server.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the way to the queue. */
@ConfigMapping(prefix = "flagmeter.ingest")
public interface QueueConfig {

    /** Events that may wait in Valkey before the API refuses more; 180 to 300 bytes each. */
    @WithDefault("1000000")
    long maxQueuedEvents();

    /** How long a client waits for Valkey at most. */
    @WithDefault("1.5s")
    Duration timeout();

    /** When an event is acknowledged: {@code buffered} or {@code fsync}. */
    @WithDefault("buffered")
    Durability durability();
}
