package io.flagmeter.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T14:32:07.123Z");

    @Test
    void anIdIsAUuidOfVersionSevenThatTellsItsTime() {
        UUID id = UUID.fromString(EventIds.next(NOW));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(EventIds.next(NOW));
        }

        assertThat(ids).hasSize(100_000);
    }

    @Test
    void laterIdsSortLater() {
        assertThat(EventIds.next(NOW)).isLessThan(EventIds.next(NOW.plusMillis(1)));
    }
}
