package io.flagmeter.api.keys;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of keys. */
@Singleton
class KeyBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed("keys", Keys.MOST, Unit.COUNT, "keys, revoked ones of 30 days included"),
                fixed("keyName", NewKey.LONGEST_NAME, Unit.CHARACTERS, "the name of a key"),
                fixed(
                        "keyOverlap",
                        KeyResource.LONGEST_OVERLAP.toMillis(),
                        Unit.MILLISECONDS,
                        "how long a key counts on that another one replaces"));
    }
}
