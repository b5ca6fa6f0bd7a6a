package io.flagmeter.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagmeter.alerting.testing.Targets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckSettingsTest {

    @Test
    void theTimeoutHasBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(Duration.ofSeconds(31), "10.0.0.0/8"))
                .withMessage("FLAGMETER_WEBHOOKS_TIMEOUT must be from 1s to 30s, is 31s");
    }

    @Test
    void alertsAreKeptForLongerThanAPeriod() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CheckSettings.check(() -> Duration.ofDays(30)))
                .withMessage("FLAGMETER_RETENTION_ALERTS must be from 40d to 3650d, is 30d");
    }

    @Test
    void networksAreRead() {
        assertThat(CheckSettings.check(targets(Duration.ofSeconds(10), "10.0.0.0/8")).allowed())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(Duration.ofSeconds(10), "10.0.0.0"))
                .withMessage(
                        "FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS: \"10.0.0.0\" is not a network such as"
                                + " 10.0.0.0/8 or fd00::/8");
    }

    private static void check(Duration timeout, String network) {
        CheckSettings.check(targets(timeout, network));
    }

    private static Targets targets(Duration timeout, String network) {
        return new Targets(false, Optional.of(List.of(network)), timeout);
    }
}
