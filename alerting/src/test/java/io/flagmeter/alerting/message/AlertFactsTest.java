package io.flagmeter.alerting.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagmeter.alerting.message.Notice.AlertFacts;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertFactsTest {

    @ParameterizedTest
    @CsvSource({
        "1000000, 82",
        "820001, 99",
        "820000, 100",
        "410000, 200",
        "1000000000000000, 0",
        "3, 27333333"
    })
    void percentIsRoundedDown(long quota, long percent) {
        var notice = (Notice.Resolved) TestNotices.resolved(OptionalLong.of(quota));

        assertThat(notice.alert().percent()).hasValue(percent);
    }

    @Test
    void percentBeyondWhatALongHoldsIsNotNegative() {
        AlertFacts facts = ((Notice.Resolved) TestNotices.resolved(OptionalLong.of(1))).alert();
        var most =
                new AlertFacts(
                        facts.tenant(),
                        facts.id(),
                        facts.threshold(),
                        facts.quota(),
                        Long.MAX_VALUE,
                        facts.periodStart(),
                        facts.periodEnd(),
                        facts.zone(),
                        facts.at(),
                        facts.topFeatures());

        assertThat(most.percent()).hasValue(Long.MAX_VALUE);
    }

    @Test
    void withoutAQuotaThereIsNoPercent() {
        var notice = (Notice.Resolved) TestNotices.resolved(OptionalLong.empty());

        assertThat(notice.alert().percent()).isEmpty();
        assertThat(SlackText.usage(notice.alert())).isEqualTo("820,000 tokens, without a quota");
    }

    @Test
    void theDashboardsTemplateTakesAnyTenant() {
        assertThat(TestNotices.DASHBOARD.to("a/b:c@d"))
                .isEqualTo("https://meter.example.com/usage/a%2Fb%3Ac%40d");
        assertThatCode(() -> DashboardLink.of(() -> "http://localhost:8080/usage/{tenant}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/usage/{tenant}", "javascript:alert(1)", "https://a b"})
    void aDashboardThatIsNoUrlIsNamed(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DashboardLink.of(() -> url))
                .withMessageStartingWith("FLAGMETER_DASHBOARD_URL must be an http or https URL");
    }
}
