package io.flagmeter.api.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** {@code DELETE /dead-letters}, by what they say or by their id. */
@QuarkusTest
class RemovedLettersTest extends LettersTest {

    @Test
    void lettersAreRemovedByReasonTenantAndTime() {
        for (int i = 0; i < DeadLetters.STEP + 10; i++) {
            file("other " + i);
        }
        file("tenant is unknown", event("a"), Instant.parse("2026-11-25T14:00:00Z"));
        file("tenant is unknown", event("b"), Instant.parse("2026-11-25T14:00:00Z"));
        file("tenant is unknown", event("b"), Instant.parse("2026-11-25T15:00:00Z"));

        assertThat(removed("/dead-letters?reason=unknown&tenant=a")).isEqualTo(1);
        assertThat(removed("/dead-letters?tenant=b&before=2026-11-25T15:30:00%2B01:00"))
                .isEqualTo(1);
        assertThat(removed("/dead-letters?reason=unknown")).isEqualTo(1);
        assertThat(removed("/dead-letters?before=1970-01-01T00:00:01Z"))
                .isEqualTo(DeadLetters.STEP + 10);
        assertThat(left()).isEmpty();
    }

    @Test
    void lettersOfOlderReleasesAreOlderThanAnyTime() {
        meter.valkey("LPUSH", KEYS.deadLetters(), "{\"reason\":\"odd\",\"payload\":\"p\"}");

        assertThat(removed("/dead-letters?before=2020-01-01T00:00:00Z")).isEqualTo(1);
    }

    @Test
    void allAreRemovedWhenThatIsSaid() {
        file("one");
        meter.valkey("LPUSH", KEYS.deadLetters(), "no letter");

        Api.isProblem(delete("/dead-letters"), 400, "invalid-parameter")
                .body("field", equalTo("all"));
        Api.isProblem(delete("/dead-letters?tennant=a"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?all=yes"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&befor=2026-01-01"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&before="), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&before"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&tenant=b"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&all=true"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?before=noon"), 400, "invalid-parameter")
                .body("field", equalTo("before"));
        assertThat(removed("/dead-letters?all=true")).isEqualTo(2);
    }

    @Test
    void oneIsRemovedByItsId() {
        file("one");
        file("two");
        String two = Api.get("/dead-letters").extract().path("items[0].id");

        assertThat(removed("/dead-letters/" + two)).isEqualTo(1);

        assertThat(left()).containsExactly("one");
        Api.isProblem(delete("/dead-letters/" + two), 404, "unknown-dead-letter");
    }

    @Test
    void largeLettersOfAnOlderReleaseAreShownByTheirBeginningAndCanBeRemoved() {
        file("x".repeat(900_000));
        String id = Api.get("/dead-letters").extract().path("items[0].id");

        assertThat(Api.get("/dead-letters").extract().asString()).hasSizeLessThan(2_000);
        assertThat(removed("/dead-letters/" + id)).isEqualTo(1);
        assertThat(left()).isEmpty();
    }

    private static String event(String tenant) {
        return ("{\"id\":\"1\",\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":1,"
                        + "\"timestamp\":\"2026-11-25T14:00:00Z\"}")
                .formatted(tenant);
    }
}
