package io.flagmeter.systemtest.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One method of one path as the OpenAPI document has it, with the bodies that it gives. */
record Operation(String method, String path, List<Sample> samples) {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    record Sample(String mediaType, JsonNode body) {}

    /** Those of the document, and for each path a method that it has not. */
    static List<Operation> all(JsonNode document) {
        var operations = new ArrayList<Operation>();
        for (var path : document.get("paths").properties()) {
            operations.add(new Operation("UNHEARD", path.getKey(), List.of()));
            for (var entry : path.getValue().properties()) {
                if (METHODS.contains(entry.getKey())) {
                    operations.add(
                            new Operation(
                                    entry.getKey(), path.getKey(), samples(entry.getValue())));
                }
            }
        }
        return List.copyOf(operations);
    }

    private static List<Sample> samples(JsonNode operation) {
        var samples = new ArrayList<Sample>();
        operation
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(
                        content -> {
                            JsonNode example = content.getValue().path("example");
                            if (!example.isMissingNode()) {
                                samples.add(new Sample(content.getKey(), example));
                            }
                            for (JsonNode named : content.getValue().path("examples")) {
                                samples.add(new Sample(content.getKey(), named.get("value")));
                            }
                        });
        return List.copyOf(samples);
    }
}
