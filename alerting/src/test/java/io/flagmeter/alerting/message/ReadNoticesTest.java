package io.flagmeter.alerting.message;

import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.outbox.ClaimDeliveries;
import io.flagmeter.alerting.testing.Targets;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadNoticesTest {

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);

    /**
     * The last two are zones to PostgreSQL; what Java makes of the second has the opposite sign.
     */
    @ParameterizedTest
    @CsvSource({"Europe/Berlin, Europe/Berlin", "UTC+2, UTC", "posix/Europe/Berlin, UTC"})
    void periodIsToldInTheZoneInWhichTheTenantIsBilled(String stored, String billed)
            throws Exception {
        alerts.execute("UPDATE tenants SET time_zone = ?", stored);
        alerts.slack(TENANT, "https://example.com/hook");
        alerts.crossed(TENANT);
        var claim = new ClaimDeliveries(source, new TestClock(NOON), Targets.LOCAL).claim();

        var notices = new ReadNotices(source).read(claim.orElseThrow().deliveries());

        assertThat(((Notice.Crossed) notices.getFirst()).alert().zone())
                .isEqualTo(ZoneId.of(billed));
    }

    @Test
    void totalThatNoLongHoldsIsToldAsTheLargestOne() throws Exception {
        alerts.execute("UPDATE period_totals SET total_tokens = ?", Long.MAX_VALUE);
        alerts.slack(TENANT, "https://example.com/hook");
        alerts.resolved(TENANT, alerts.crossed(TENANT), NOON);
        alerts.execute("DELETE FROM alert_deliveries WHERE event = 'crossed'");
        var claim = new ClaimDeliveries(source, new TestClock(NOON), Targets.LOCAL).claim();

        var notices = new ReadNotices(source).read(claim.orElseThrow().deliveries());

        assertThat(((Notice.Resolved) notices.getFirst()).alert().total())
                .isEqualTo(Long.MAX_VALUE);
    }
}
