package io.flagmeter.api.repeat;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of repeated requests. */
@Singleton
class RepeatBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed(
                        "idempotencyKeys",
                        Repeats.MOST_OF_ONE,
                        Unit.COUNT,
                        "Idempotency-Keys of one caller in 24 hours"));
    }
}
