package io.flagmeter.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is counted for a tenant in its current billing period. */
public record Usage(Instant periodStart, long totalTokens, Map<String, Long> features) {
    public Usage {
        features = Map.copyOf(features);
    }

    /** Empty for a tenant nothing was counted for yet. */
    public static Optional<Usage> of(ApiAnswer answer) throws IOException {
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw new IOException("GET /usage: " + answer.problem());
        }
        JsonNode body = answer.body();
        Map<String, Long> features = new HashMap<>();
        body.path("features")
                .properties()
                .forEach(feature -> features.put(feature.getKey(), feature.getValue().asLong()));
        try {
            String start = body.path("periodStart").asText();
            long total = body.path("totalTokens").asLong();
            return Optional.of(new Usage(OffsetDateTime.parse(start).toInstant(), total, features));
        } catch (DateTimeException e) {
            throw new IOException("GET /usage answers without a periodStart: is --url right?", e);
        }
    }

    public long tokens(String feature) {
        return features.getOrDefault(feature, 0L);
    }
}
