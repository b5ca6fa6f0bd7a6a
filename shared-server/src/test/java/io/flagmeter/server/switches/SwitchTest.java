package io.flagmeter.server.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchTest {

    /** For ever: with other places a release would take from tenants what they have. */
    @ParameterizedTest
    @CsvSource({"acme-corp,66", "a,49", "b,5", "team/with:a@sign,79"})
    void placeOfATenantNeverChanges(String tenant, int place) {
        assertThat(Switch.RATE_LIMITS.place(tenant)).isEqualTo(place);
    }

    @Test
    void everyPercentHasItsShareOfTheTenants() {
        var counts = new int[100];
        IntStream.range(0, 100_000).forEach(i -> counts[Switch.RATE_LIMITS.place("tenant-" + i)]++);

        // 1,000 each, give or take five standard deviations.
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 840 && count < 1_160);
    }

    @Test
    void variableFollowsFromTheName() {
        assertThat(Switch.RATE_LIMITS.variable()).isEqualTo("FLAGMETER_RATE_LIMITS_ENABLED");
        assertThat(Switch.of("rate-limits")).contains(Switch.RATE_LIMITS);
        assertThat(Switch.of("RATE_LIMITS")).isEmpty();
        assertThat(Arrays.stream(Switch.values()))
                .allMatch(each -> each.text().matches("[a-z][a-z-]{0,63}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "flase", " "})
    void valueThatIsNeitherTrueNorFalseIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Switches.of(property -> value))
                .withMessageContaining("FLAGMETER_RATE_LIMITS_ENABLED must be true or false");
    }

    @Test
    void environmentSaysWhatHoldsWhereNobodyHasSwitched() {
        var off = Switches.of(Map.of("flagmeter.rate-limits.enabled", "false")::get);

        assertThat(off.isOff(Switch.RATE_LIMITS)).isTrue();
        assertThat(off.isOn(Switch.RATE_LIMITS, "acme-corp")).isFalse();
        assertThat(Switches.of(property -> null).isOn(Switch.RATE_LIMITS, "acme-corp")).isTrue();
    }
}
