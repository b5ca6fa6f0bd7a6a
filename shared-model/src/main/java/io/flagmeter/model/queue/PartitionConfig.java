package io.flagmeter.model.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the queue is split; the same for whoever puts events on it and for the workers. */
@ConfigMapping(prefix = "flagmeter.queue")
public interface PartitionConfig {

    /** A power of two from 1 to 64. It can be raised, and never lowered. */
    @WithDefault("1")
    int partitions();
}
