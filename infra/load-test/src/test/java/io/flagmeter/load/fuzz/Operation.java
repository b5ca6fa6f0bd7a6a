package io.flagmeter.load.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One method of one path as the OpenAPI document has it, with the bodies that it gives. */
record Operation(String method, String path, List<Sample> samples) {

    record Sample(String mediaType, JsonNode body) {}

    static List<Operation> all(JsonNode document) {
        var operations = new ArrayList<Operation>();
        document.get("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                method ->
                                                        operations.add(
                                                                new Operation(
                                                                        method.getKey(),
                                                                        path.getKey(),
                                                                        samples(
                                                                                method
                                                                                        .getValue())))));
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
