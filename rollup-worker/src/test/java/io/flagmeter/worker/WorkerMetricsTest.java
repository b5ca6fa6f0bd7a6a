package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.worker.rollup.BatchOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMetrics metrics = new WorkerMetrics(registry);

    @Test
    void claimedIsTheSumOfTheFates() {
        metrics.processed(new BatchOutcome(5, 3, 2, 1, 4, List.of(), false), Duration.ofMillis(1));
        metrics.processed(new BatchOutcome(7, 0, 0, 0, 0, List.of(), true), Duration.ofMillis(1));

        assertThat(count("claimed")).isEqualTo(17);
        assertThat(count("applied")).isEqualTo(5);
        assertThat(count("duplicate")).isEqualTo(3);
        assertThat(count("dead")).isEqualTo(2);
        assertThat(count("redelivered")).isEqualTo(7);
        assertThat(count("folded")).isEqualTo(4);
        assertThat(registry.get("flagmeter.crossings").counter().count()).isEqualTo(1);
    }

    private double count(String fate) {
        return registry.get("flagmeter.events." + fate).counter().count();
    }
}
