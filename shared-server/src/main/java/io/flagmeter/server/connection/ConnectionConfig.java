package io.flagmeter.server.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of one connection, and of the last ones. */
@ConfigMapping(prefix = "flagmeter.ingest")
public interface ConnectionConfig {

    /** Most connections at a time, each of which takes heap, see {@link Connections#BYTES_EACH}. */
    @WithDefault("4000")
    int maxConnections();

    /** How long a request may take to arrive, from its first byte to its last. */
    @WithDefault("30s")
    Duration requestTimeout();

    /** How long a server that was told to stop, and is no longer ready, goes on answering. */
    @WithDefault("0s")
    Duration shutdownDelay();
}
