package io.flagmeter.model.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

    private static final String SLACK = "https://hooks.slack.com/services/T000/B000/abcdWXyz";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SLACK,
                "HTTPS://example.com",
                "https://example.com:8443/hook?a=b",
                "https://[2606:4700::1111]/hook",
                "http://localhost:8090/hook",
                "http://127.0.0.1:8090/hook",
                "http://[::1]:8090/hook"
            })
    void anHttpsUrlOrOneOfThisMachineIsTaken(String url) {
        assertThat(WebhookUrl.of(url).uri()).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | url must not be blank",
                "http://example.com/hook | url must begin with https://",
                "http://localhost.example.com/hook | url must begin with https://",
                "http://10.0.0.1/hook | url must begin with https://",
                "ftp://example.com/hook | url must begin with https://",
                "/hook | url must begin with https://",
                "https:///hook | url must name a host",
                "https://2130706433/ | url must name a host",
                "https://127.1/ | url must name a host",
                "https://999.1.1.1/ | url must name a host",
                "https://0x7f.1/ | url must name a host",
                "https://user:word@example.com/ | url must not hold a user",
                "https://example.com/#part | url must not hold a fragment",
                "https://example.com:0/ | url must name a port",
                "https://example.com:70000/ | url must name a port",
                "https://example.com/a b | url is malformed: Illegal character in path at character"
            })
    void anythingElseIsRefusedWithAReasonThatDoesNotRepeatIt(String url, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookUrl.of(url))
                .withMessageStartingWith(reason)
                .withMessageNotContaining("example.com");
    }

    @Test
    void itsLengthHasABound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookUrl.of("https://example.com/" + "a".repeat(2048)))
                .withMessage("url must be at most 2048 characters long, was 2068");
    }

    @Test
    void onlyHostAndEndAreShown() {
        assertThat(WebhookUrl.of(SLACK)).hasToString("https://hooks.slack.com/…WXyz");
        assertThat(WebhookUrl.of("https://example.com:8443/short").masked())
                .isEqualTo("https://example.com:8443/…");
    }

    @Test
    void aRequestNeedsHostPortAndTarget() {
        WebhookUrl url = WebhookUrl.of("https://[2606:4700::1111]/hook?a=%20b");

        assertThat(url.host()).isEqualTo("2606:4700::1111");
        assertThat(url.port()).isEqualTo(443);
        assertThat(url.requestTarget()).isEqualTo("/hook?a=%20b");
        assertThat(WebhookUrl.of("https://example.com").requestTarget()).isEqualTo("/");
    }
}
