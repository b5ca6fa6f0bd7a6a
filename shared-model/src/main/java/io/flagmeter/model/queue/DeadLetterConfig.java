package io.flagmeter.model.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many dead letters Valkey keeps; what comes beyond is counted, and gone. */
@ConfigMapping(prefix = "flagmeter.dead-letters")
public interface DeadLetterConfig {

    /** How many, whatever their length. */
    @WithDefault("10000")
    long max();

    /** Memory of Valkey that they may take, whose events would find no room otherwise. */
    @WithDefault("8388608")
    long maxBytes();
}
