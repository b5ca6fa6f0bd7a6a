package io.flagmeter.api;

import static io.flagmeter.api.ApiDescription.map;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.flagmeter.model.outbox.DeliveryState;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
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
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {

    /** A tenant, a webhook, an alert and a dead letter that are none. */
    private static final String NOBODY = "0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90";

    @Inject Router router;

    /** What Quarkus has scanned of our resources, and what our routes say of themselves. */
    @Test
    void everyServedOperationIsDocumented() {
        assertThat(new ApiDescription().operations().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(resources(), routes()).collect(Collectors.toSet()));
    }

    private static Stream<String> resources() {
        var operations = new TreeSet<String>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "/",
                ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(
                            String method, String path, RuntimeResource resource) {
                        if (method != null) {
                            operations.add(lower(method) + " " + path.replaceAll(":[^}]*", ""));
                        }
                    }
                });
        return operations.stream();
    }

    private Stream<String> routes() {
        return ownRoutes()
                .filter(route -> route.methods() != null)
                .flatMap(
                        route ->
                                route.methods().stream()
                                        .filter(method -> !method.equals(HttpMethod.HEAD))
                                        .map(method -> lower(method.name()) + " " + path(route)));
    }

    /** One that takes any method is there to refuse the others of a path that has some. */
    @Test
    void everyPathOfARouteIsDocumented() {
        assertThat(ownRoutes().map(OpenApiTest::path))
                .isNotEmpty()
                .isSubsetOf(new ApiDescription().paths().keySet());
    }

    /** Without Quarkus' own, and without those that stand before or behind all paths. */
    private Stream<Route> ownRoutes() {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null || route.isRegexPath())
                .filter(route -> !path(route).equals("/") && !path(route).startsWith("/q/"));
    }

    private static String path(Route route) {
        String template = route.getMetadata("template");
        return template == null ? String.valueOf(route.getPath()) : template;
    }

    private static String lower(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    @Test
    void everyDocumentedOperationAnswersAndSaysWhetherItWantsTheKey() {
        new ApiDescription()
                .operations()
                .forEach(
                        (name, operation) -> {
                            var answer =
                                    given().contentType("application/json")
                                            .request(method(name), target(name))
                                            .then();

                            assertThat(answer.extract().asString())
                                    .as(name)
                                    .doesNotContain("problem:not-found")
                                    .doesNotContain("problem:method-not-allowed");
                            assertThat(operation.containsKey("security"))
                                    .as("%s wants the key", name)
                                    .isEqualTo(answer.extract().statusCode() == 401);
                        });
    }

    private static String method(String operation) {
        return operation.split(" ")[0].toUpperCase(Locale.ROOT);
    }

    private static String target(String operation) {
        return operation.split(" ")[1].replaceAll("\\{.*}", NOBODY);
    }

    /** Quarkus describes a method that says nothing about itself too, by no more than its types. */
    @Test
    void everyOperationSaysWhatItIsForAndWhatItAnswers() {
        new ApiDescription()
                .operations()
                .forEach(
                        (name, operation) -> {
                            assertThat(operation)
                                    .as(name)
                                    .containsKeys("summary", "operationId", "tags");
                            Map<String, Object> answers = map(operation.get("responses"));
                            assertThat(answers.keySet())
                                    .as(name)
                                    .contains("405", "500", "503")
                                    .anyMatch(status -> status.startsWith("2"));
                            answers.forEach(
                                    (status, answer) ->
                                            assertThat(says(map(answer)))
                                                    .as("%s %s", name, status)
                                                    .isNotIn(null, "OK", "Created", "No Content"));
                        });
    }

    private static @Nullable Object says(Map<String, Object> answer) {
        return answer.getOrDefault("description", answer.get("$ref"));
    }

    @Test
    void bodiesHaveTheFieldsThatAreRead() {
        var description = new ApiDescription();
        var closed = new TreeSet<String>();
        description
                .operations()
                .forEach(
                        (name, operation) -> {
                            Map<String, Object> body = description.bodyOf(operation);
                            if (Boolean.FALSE.equals(body.get("additionalProperties"))) {
                                closed.add(name);
                                assertThat(knownFields(name))
                                        .as(name)
                                        .containsExactlyInAnyOrderElementsOf(
                                                map(body.get("properties")).keySet());
                            }
                        });

        assertThat(closed).hasSize(6);
    }

    /** The refusal of a field that is not known names those that are. */
    private static List<String> knownFields(String operation) {
        String refusal =
                Api.operator()
                        .contentType("application/json")
                        .body("{\"surprise\":1}")
                        .request(method(operation), target(operation))
                        .then()
                        .extract()
                        .path("detail");
        return List.of(refusal.replaceAll(".*known are ", "").split(", "));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var description = new ApiDescription();
        var references = new TreeSet<String>();
        collectReferences(description.document(), references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(description.find(reference)).isNotNull());
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

    @Test
    void everyTermOfTheBooksIsDocumentedAndAlwaysThere() {
        Set<String> terms =
                JsonPath.from(OpenApiTest.class.getResource("/golden/books.json"))
                        .<String, Object>getMap("")
                        .keySet();

        Map<String, Object> books = schema("Books");
        assertThat(map(books.get("properties"))).containsOnlyKeys(terms);
        assertThat(books.get("required")).asInstanceOf(LIST).hasSameElementsAs(terms);
    }

    @Test
    void whatMayBeNullOrMissingIsWhatJavaSays() {
        Map<String, Object> properties = map(schema("Webhook").get("properties"));

        assertThat(map(properties.get("disabledReason"))).containsEntry("nullable", true);
        assertThat(map(properties.get("url"))).doesNotContainKey("nullable");
        assertThat(map(map(schema("Alert").get("properties")).get("resolvedAt")))
                .containsEntry("nullable", true)
                .containsEntry("format", "date-time");
        assertThat(schema("Webhook").get("required"))
                .asInstanceOf(LIST)
                .contains("tenant", "createdAt")
                .doesNotContain("secret", "secrets");
    }

    @Test
    void everyWordForStateAndKindIsDocumented() {
        assertThat(schema("AlertState").get("enum"))
                .isEqualTo(List.of("firing", "resolved", "ended"));
        assertThat(schema("WebhookKind").get("enum")).isEqualTo(List.of("slack", "webhook"));
        for (String shown : List.of("Delivery", "TestOutcome")) {
            assertThat(map(map(schema(shown).get("properties")).get("state")).get("enum"))
                    .as(shown)
                    .isEqualTo(Stream.of(DeliveryState.values()).map(DeliveryState::text).toList());
        }
    }

    @Test
    void everyTypeOfProblemIsDocumented() {
        assertThat(map(map(schema("Problem").get("properties")).get("type")).get("enum"))
                .asInstanceOf(LIST)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ProblemType.values())
                                .map(type -> "urn:flagmeter:problem:" + type.slug())
                                .toList());
    }

    private static Map<String, Object> schema(String name) {
        return map(new ApiDescription().find("#/components/schemas/" + name));
    }
}
