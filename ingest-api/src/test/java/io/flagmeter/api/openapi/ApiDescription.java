package io.flagmeter.api.openapi;

import io.flagmeter.api.Api;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document as the running server gives it out. */
public final class ApiDescription {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private static final String NOBODY = "0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90";

    private final Map<String, Object> document =
            Api.operator()
                    .queryParam("format", "json")
                    .get("/q/openapi")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath()
                    .getMap("");

    public Map<String, Object> document() {
        return document;
    }

    Map<String, Object> paths() {
        return map(document.get("paths"));
    }

    /** By method and path, such as {@code get /alerts/{id}}. */
    public Map<String, Map<String, Object>> operations() {
        var operations = new TreeMap<String, Map<String, Object>>();
        paths().forEach(
                        (path, item) ->
                                map(item)
                                        .forEach(
                                                (method, operation) -> {
                                                    if (METHODS.contains(method)) {
                                                        operations.put(
                                                                method + " " + path,
                                                                map(operation));
                                                    }
                                                }));
        return operations;
    }

    /** Asks for an operation on a tenant, webhook, alert or dead letter that is none. */
    static ValidatableResponse send(String operation, RequestSpecification request) {
        String[] words = operation.split(" ");
        return request.contentType("application/json")
                .request(words[0].toUpperCase(Locale.ROOT), words[1].replaceAll("\\{.*}", NOBODY))
                .then();
    }

    /** The schema of the JSON that an operation takes; empty if it takes none. */
    Map<String, Object> bodyOf(Map<String, Object> operation) {
        Object content = map(operation.get("requestBody")).get("content");
        Object json = map(content).get("application/json");
        return resolve(map(map(json).get("schema")));
    }

    private Map<String, Object> resolve(Map<String, Object> schema) {
        return schema.get("$ref") instanceof String reference ? map(find(reference)) : schema;
    }

    /** What a reference leads to; null if to nothing. */
    @Nullable Object find(String reference) {
        Object node = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            node = map(node).get(step);
        }
        return node;
    }

    /** A part of the document; empty where it has none. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }
}
