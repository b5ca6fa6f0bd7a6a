package io.flagmeter.alerting.message;

import static io.flagmeter.alerting.message.TestNotices.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.testing.Golden;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookMessageTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW_SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl";

    /** What a receiver must take, by the specification. */
    private static final int LIMIT = 20_000;

    @Test
    void theSignatureIsThatOfTheSpecificationsExample() {
        assertThat(
                        Signature.of(
                                List.of(SECRET),
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1614265330,
                                "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theOfficialLibraryVerifiesItWithEachOfTheSecrets() {
        Message message = message(TestNotices.crossed(), NEW_SECRET, SECRET);

        assertThatCode(() -> verify(SECRET, message)).doesNotThrowAnyException();
        assertThatCode(() -> verify(NEW_SECRET, message)).doesNotThrowAnyException();
        assertThatThrownBy(() -> verify("whsec_c29tZXRoaW5nIGVsc2U=", message))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void aChangedBodyIsNotVerified() {
        Message message = message(TestNotices.crossed(), SECRET);
        var changed = new Message(message.headers(), message.body().replace("820000", "1"));

        assertThatThrownBy(() -> verify(SECRET, changed))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void theBodiesAreThose() throws IOException {
        assertThat(json(TestNotices.crossed())).isEqualTo(Golden.json("webhook-crossed.json"));
        assertThat(json(TestNotices.resolved(OptionalLong.empty())))
                .isEqualTo(Golden.json("webhook-resolved.json"));
        assertThat(json(TestNotices.test("acme-corp")).getString("type"))
                .isEqualTo("usage.threshold.test");
    }

    @Test
    void theIdIsThatOfTheAlertAndOfWhatHappened() {
        String alert = TestNotices.ID.toString();

        assertThat(id(TestNotices.crossed())).isEqualTo(alert + "_crossed");
        assertThat(id(TestNotices.resolved(OptionalLong.empty()))).isEqualTo(alert + "_resolved");
        assertThat(id(TestNotices.test("acme-corp"))).isEqualTo(alert + "_test");
    }

    @Test
    void theLongestNamesStayBelowTheLimit() {
        String longest = "/".repeat(128);

        assertThat(message(TestNotices.crossed(longest, longest), SECRET).body())
                .hasSizeLessThan(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "whsec_?", "a secret"})
    void aSecretThatCannotSignIsToldWithoutRepeatingIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(TestNotices.crossed(), secret))
                .withMessage("the webhook's secret is not whsec_ and base64");
    }

    private static void verify(String secret, Message message) throws WebhookVerificationException {
        Map<String, List<String>> headers =
                message.headers().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
        new Webhook(secret).verify(message.body(), HttpHeaders.of(headers, (_, _) -> true));
    }

    private static Message message(Notice notice, String... secrets) {
        // The library refuses messages that are older than five minutes.
        return WebhookMessage.of(notice, DASHBOARD, List.of(secrets), Instant.now());
    }

    private static JsonObject json(Notice notice) {
        return new JsonObject(message(notice, SECRET).body());
    }

    private static String id(Notice notice) {
        return message(notice, SECRET).headers().get("webhook-id");
    }
}
