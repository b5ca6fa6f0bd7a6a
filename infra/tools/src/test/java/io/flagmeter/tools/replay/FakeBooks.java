package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What a meter counts, each event once per tenant and id. Guarded by its {@link FakeMeter}. */
final class FakeBooks {
    private final Map<String, JsonNode> counted = new HashMap<>();
    private Predicate<JsonNode> rejected = event -> false;
    private long duplicates;

    void reject(Predicate<JsonNode> which) {
        rejected = which;
    }

    Map<String, JsonNode> counted() {
        return Map.copyOf(counted);
    }

    ObjectNode take(List<JsonNode> events) {
        ObjectNode answer = object();
        var results = answer.putArray("results");
        int refused = 0;
        for (JsonNode event : events) {
            if (rejected.test(event)) {
                refused++;
                ObjectNode result = results.addObject().put("status", "rejected");
                result.put("field", "timestamp").put("reason", refused + " seconds too old");
                continue;
            }
            String id = event.path("id").asText();
            String key = event.path("tenant").asText() + " " + id;
            duplicates += counted.putIfAbsent(key, event) == null ? 0 : 1;
            results.addObject().put("id", id).put("status", "accepted");
        }
        return answer.put("accepted", events.size() - refused).put("rejected", refused);
    }

    ObjectNode reconciliation(int inFlight) {
        ObjectNode books = object();
        books.put("accepted", counted.size() + duplicates);
        books.put("applied", counted.size() - inFlight).put("duplicate", duplicates);
        books.put("deadLettered", 0).put("queued", 0).put("inFlight", inFlight);
        return books.put("difference", 0);
    }

    ObjectNode features(String tenant) {
        ObjectNode features = object();
        for (JsonNode event : counted.values()) {
            if (event.path("tenant").asText().equals(tenant)) {
                String feature = event.path("feature").asText();
                long tokens = features.path(feature).asLong() + event.path("tokens").asLong();
                features.put(feature, tokens);
            }
        }
        return features;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
