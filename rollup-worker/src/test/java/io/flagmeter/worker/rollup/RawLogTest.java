package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.worker.citus.RulesDatabase;
import io.flagmeter.worker.upkeep.TablePartitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The two ways to look for known events find the same. */
class RawLogTest {

    private static final LocalDate TODAY = LocalDate.ofInstant(NOON, ZoneOffset.UTC);

    private final RulesDatabase database = new RulesDatabase();

    RawLogTest() throws SQLException {}

    @Test
    void eventsThatAreInTheLogAreKnown() throws SQLException {
        onlyTheNewOneIsUnknown();
    }

    @Test
    void eventsThatAreInTheLogAreKnownOnCitusToo() throws SQLException {
        database.createExtension();

        onlyTheNewOneIsUnknown();
    }

    private void onlyTheNewOneIsUnknown() throws SQLException {
        UsageEvent yesterdays = at(event("e2"), NOON.minus(Duration.ofDays(1)));
        var retention = new Database.Retention(Duration.ofDays(35), Duration.ofDays(400));
        new TablePartitions(database.source, retention, Clock.fixed(NOON, ZoneOffset.UTC))
                .createAhead();
        try (Connection connection = database.source.getConnection()) {
            RawLog.add(connection, queued(event("e1"), event("e2"), yesterdays));

            var window = new DedupWindow(Duration.ofDays(2), TODAY);
            List<QueuedEvent> asked =
                    queued(event("e1"), event("e2"), event("e3"), event("e1", "other", "f", 1));

            assertThat(RawLog.unknown(connection, asked, window, TODAY))
                    .containsExactly(asked.get(2), asked.get(3));
            assertThat(RawLog.unknown(connection, asked, window, TODAY.minusDays(1)))
                    .doesNotContain(asked.get(1))
                    .hasSize(3);
        }
    }

    private static List<QueuedEvent> queued(UsageEvent... events) {
        return TestClaim.batch("b1", payloads(List.of(events))).events();
    }
}
