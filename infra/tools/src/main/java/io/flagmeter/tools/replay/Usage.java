package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/** What is counted for a tenant in its current billing period. */
record Usage(Instant periodStart, Map<String, Long> features) {
    Usage {
        features = Map.copyOf(features);
    }

    static Usage of(JsonNode body) throws IOException {
        Map<String, Long> features = new HashMap<>();
        body.path("features")
                .properties()
                .forEach(feature -> features.put(feature.getKey(), feature.getValue().asLong()));
        try {
            String start = body.path("periodStart").asText();
            return new Usage(OffsetDateTime.parse(start).toInstant(), features);
        } catch (DateTimeException e) {
            throw new IOException("GET /usage answers without a periodStart: is --url right?", e);
        }
    }

    long tokens(String feature) {
        return features.getOrDefault(feature, 0L);
    }
}
