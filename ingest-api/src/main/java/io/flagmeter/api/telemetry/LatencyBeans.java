package io.flagmeter.api.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Counts requests by how long they took, so that percentiles can be had of all APIs together. */
class LatencyBeans {

    /** Around what is promised: 5 ms for a quota check, 10 ms for an event, 200 ms at worst. */
    private static final double[] LIMITS =
            DoubleStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 2000)
                    .map(millis -> Duration.ofMillis((long) millis).toNanos())
                    .toArray();

    @Produces
    @Singleton
    MeterFilter latencies() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(
                    Meter.Id id, DistributionStatisticConfig config) {
                if (!id.getName().equals("http.server.requests")) {
                    return config;
                }
                return DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(LIMITS)
                        .build()
                        .merge(config);
            }
        };
    }
}
