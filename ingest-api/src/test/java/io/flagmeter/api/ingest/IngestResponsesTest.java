package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Golden;
import io.flagmeter.model.event.UsageEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestResponsesTest {

    @Test
    void acceptedIsTheGoldenFile() {
        assertThat(IngestResponses.accepted("completion-8f14e45f"))
                .asString(UTF_8)
                .isEqualTo(Golden.file("accepted.json"));
    }

    @Test
    void idIsEscaped() {
        assertThat(IngestResponses.accepted("a\"\\é"))
                .asString(UTF_8)
                .isEqualTo("{\"id\":\"a\\\"\\\\é\",\"status\":\"accepted\"}");
    }

    @Test
    void batchIsTheGoldenFile() {
        var now = EventReaderTest.NOW;
        var good = new UsageEvent("a-1", "acme-corp", "gpt-4-turbo", 1500, now, now);
        String rule = "tokens must be an integer from 0 to 1000000000000";
        List<Item> items =
                List.of(
                        new Item.Taken(good),
                        new Item.Refused("a-2", "tokens", rule),
                        new Item.Refused(null, "item", "item must be a JSON object"));

        assertThat(IngestResponses.batch(items))
                .asString(UTF_8)
                .isEqualTo(Golden.file("batch.json"));
    }
}
