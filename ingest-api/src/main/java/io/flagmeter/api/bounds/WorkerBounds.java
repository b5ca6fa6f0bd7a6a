package io.flagmeter.api.bounds;

import static io.flagmeter.server.bounds.Bound.set;

import io.flagmeter.model.queue.DeadLetterConfig;
import io.flagmeter.model.rollup.FeatureConfig;
import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds that the worker keeps, which is given the same settings. */
@Singleton
class WorkerBounds implements Bounded {

    private final FeatureConfig features;
    private final DeadLetterConfig letters;

    WorkerBounds(FeatureConfig features, DeadLetterConfig letters) {
        this.features = features;
        this.letters = letters;
    }

    @Override
    public List<Bound> bounds() {
        return List.of(
                set(
                        "features",
                        features.maxFeatures(),
                        Unit.COUNT,
                        "FLAGMETER_TENANTS_MAX_FEATURES",
                        "features of a tenant in a period; further ones count as (other)"),
                set(
                        "deadLetters",
                        letters.max(),
                        Unit.COUNT,
                        "FLAGMETER_DEAD_LETTERS_MAX",
                        "dead letters that are kept"),
                set(
                        "deadLetterBytes",
                        letters.maxBytes(),
                        Unit.BYTES,
                        "FLAGMETER_DEAD_LETTERS_MAX_BYTES",
                        "memory of Valkey that dead letters take"));
    }
}
