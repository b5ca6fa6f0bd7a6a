package io.flagmeter.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete");

    @Inject Router router;

    private static JsonPath document() {
        return given().queryParam("format", "json").get("/q/openapi").then().extract().jsonPath();
    }

    private static Set<String> documented() {
        Map<String, Map<String, Object>> paths = document().getMap("paths");
        return paths.entrySet().stream()
                .flatMap(
                        path ->
                                path.getValue().keySet().stream()
                                        .filter(METHODS::contains)
                                        .map(m -> m + " " + path.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyDocumentedOperationAnswers() {
        for (String operation : documented()) {
            String[] parts = operation.split(" ");
            String path = parts[1].replaceAll("\\{.*}", "nobody");
            var answer = given().request(parts[0].toUpperCase(Locale.ROOT), path).then().extract();

            assertThat(answer.statusCode()).as(operation).isNotEqualTo(405);
            assertThat(answer.asString()).as(operation).doesNotContain("problem:not-found");
        }
    }

    @Test
    void everyServedRouteIsDocumented() {
        Stream<String> routes =
                router.getRoutes().stream()
                        .filter(route -> route.getPath() != null && route.methods() != null)
                        .filter(route -> !route.getPath().startsWith("/q/"))
                        .flatMap(OpenApiTest::operations);
        Stream<String> resources =
                Stream.of(
                        "get /usage/{tenant}",
                        "get /reconciliation",
                        "post /reconciliation/losses",
                        "get /dead-letters",
                        "delete /dead-letters",
                        "delete /dead-letters/{id}",
                        "post /dead-letters/replay",
                        "post /tenants",
                        "get /tenants",
                        "get /tenants/{name}",
                        "patch /tenants/{name}",
                        "post /webhooks",
                        "get /webhooks",
                        "get /webhooks/{id}",
                        "patch /webhooks/{id}",
                        "delete /webhooks/{id}",
                        "post /webhooks/{id}/secrets",
                        "delete /webhooks/{id}/secrets",
                        "post /webhooks/{id}/test",
                        "get /alerts",
                        "get /alerts/{id}",
                        "post /alerts/{id}/replay");

        assertThat(documented())
                .isEqualTo(Stream.concat(routes, resources).collect(Collectors.toSet()));
    }

    private static Stream<String> operations(Route route) {
        return route.methods().stream()
                .map(HttpMethod::name)
                .map(method -> method.toLowerCase(Locale.ROOT) + " " + route.getPath());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Map<String, Object> document = document().getMap("");
        var references = new TreeSet<String>();
        collectReferences(document, references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(find(document, reference)).isNotNull());
    }

    private static void collectReferences(@Nullable Object node, Set<String> references) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            map.values().forEach(value -> collectReferences(value, references));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collectReferences(value, references));
        }
    }

    private static @Nullable Object find(Map<String, Object> document, String reference) {
        Object node = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return node;
    }

    @Test
    void everyTermOfTheBooksIsDocumented() {
        Set<String> terms =
                JsonPath.from(OpenApiTest.class.getResource("/golden/books.json"))
                        .<String, Object>getMap("")
                        .keySet();

        assertThat(document().getMap("components.schemas.Books.properties"))
                .containsOnlyKeys(terms.toArray());
        assertThat(document().getList("components.schemas.Books.required"))
                .containsExactlyInAnyOrderElementsOf(terms);
    }

    @Test
    void everyTypeOfProblemIsDocumented() {
        assertThat(document().<String>getList("components.schemas.Problem.properties.type.enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ProblemType.values())
                                .map(type -> "urn:flagmeter:problem:" + type.slug())
                                .toList());
    }
}
