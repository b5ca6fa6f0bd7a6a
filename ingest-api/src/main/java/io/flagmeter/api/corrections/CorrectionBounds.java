package io.flagmeter.api.corrections;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of one correction. */
@Singleton
class CorrectionBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed(
                        "correctionTokens",
                        NewCorrection.MOST_TOKENS,
                        Unit.TOKENS,
                        "an adjustment, up or down"),
                fixed(
                        "correctionMinutes",
                        MakeCorrections.MOST_MINUTES,
                        Unit.COUNT,
                        "minutes that an adjustment without a timestamp takes from"),
                fixed(
                        "correctionReason",
                        NewCorrection.LONGEST_REASON,
                        Unit.CHARACTERS,
                        "the reason of a correction"));
    }
}
