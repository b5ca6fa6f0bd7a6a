package io.flagmeter.api.corrections;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;

/** What became of corrections that were asked for. */
@Singleton
class CorrectionMetrics {

    /** One of these each. */
    enum Outcome {
        MADE,
        REPEATED,
        REFUSED,
        FAILED
    }

    private final MeterRegistry metrics;

    CorrectionMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        for (CorrectionType type : CorrectionType.values()) {
            for (Outcome outcome : Outcome.values()) {
                Counter ignored = counter(type, outcome);
            }
        }
    }

    void count(CorrectionType type, Outcome outcome) {
        counter(type, outcome).increment();
    }

    private Counter counter(CorrectionType type, Outcome outcome) {
        return Counter.builder("flagmeter.corrections")
                .description("Corrections that were asked for, and what became of them")
                .tag("type", type.text())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
