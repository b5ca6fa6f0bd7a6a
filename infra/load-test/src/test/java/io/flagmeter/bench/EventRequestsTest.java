package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class EventRequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everySingleEventHasAnIdOfItsOwnAndThePairsAllOccur() throws Exception {
        var requests = EventRequests.single("/events");
        int pairs = EventRequests.TENANTS * EventRequests.FEATURES;
        var ids = new HashSet<String>();
        var seen = new HashSet<String>();
        for (int i = 0; i < pairs; i++) {
            JsonNode event = body(requests);
            ids.add(event.get("id").asText());
            seen.add(event.get("tenant").asText() + " " + event.get("feature").asText());
        }

        assertThat(ids).hasSize(pairs);
        assertThat(seen).hasSize(pairs).contains("tenant-000 model-0", "tenant-199 model-6");
    }

    @Test
    void aBatchIsAnArrayOfDifferentEvents() throws Exception {
        var requests = EventRequests.batches(1_000);
        var ids = new HashSet<String>();
        for (int i = 0; i < 2; i++) {
            JsonNode batch = body(requests);
            assertThat(batch).hasSize(1_000);
            batch.forEach(event -> ids.add(event.get("id").asText()));
        }

        assertThat(ids).hasSize(2_000);
    }

    @Test
    void countableEventsCarryOneTokenOfOneTenantAndFeature() throws Exception {
        var requests = EventRequests.countable("openloop");
        JsonNode first = body(requests);
        JsonNode second = body(requests);

        assertThat(first.get("tokens").asLong()).isOne();
        assertThat(first.get("tenant").asText()).isEqualTo("openloop");
        assertThat(first.get("feature")).isEqualTo(second.get("feature"));
        assertThat(first.get("id")).isNotEqualTo(second.get("id"));
    }

    /** Reads no further than the Content-Length says. */
    private static JsonNode body(Requests requests) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(requests.maxBytes());
        requests.next(buffer);
        String text = new String(buffer.array(), US_ASCII);
        int body = text.indexOf("\r\n\r\n") + 4;
        int length = Integer.parseInt(text.replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
        return JSON.readTree(text.substring(body, body + length));
    }
}
