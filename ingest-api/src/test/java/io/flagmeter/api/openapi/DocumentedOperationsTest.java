package io.flagmeter.api.openapi;

import static io.flagmeter.api.openapi.ApiDescription.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
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

/** Every operation that is served is documented, and every one that is documented is served. */
@QuarkusTest
class DocumentedOperationsTest {

    @Inject Router router;
    @Inject TestMeter meter;

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
        assertThat(ownRoutes().map(DocumentedOperationsTest::path))
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
    void everyDocumentedOperationAnswers() {
        new ApiDescription()
                .operations()
                .forEach(
                        (name, operation) -> {
                            var answer = ApiDescription.send(name, Api.operator());

                            assertThat(answer.extract().asString())
                                    .as(name)
                                    .doesNotContain("problem:not-found")
                                    .doesNotContain("problem:method-not-allowed");
                        });
    }

    @Test
    void everyPathRefusesOtherMethodsAndNamesThoseThatAreDocumented() {
        Map<String, Set<String>> methods =
                new ApiDescription()
                        .operations().keySet().stream()
                                .map(operation -> operation.split(" "))
                                .collect(
                                        Collectors.groupingBy(
                                                operation -> operation[1],
                                                Collectors.mapping(
                                                        operation -> operation[0],
                                                        Collectors.toSet())));

        methods.forEach(
                (path, documented) -> {
                    if (path.equals("/usage/query")) {
                        documented.add("get"); // the quota check of a tenant called query
                    }
                    if (documented.contains("get")) {
                        documented.add("head");
                    }
                    String other = documented.contains("put") ? "post " : "put ";
                    String allowed =
                            ApiDescription.send(other + path, Api.operator())
                                    .statusCode(405)
                                    .extract()
                                    .header("Allow");
                    assertThat(lower(allowed).split(", "))
                            .as(path)
                            .containsExactlyInAnyOrderElementsOf(documented);
                });
    }

    /** A row that is not there, parameters that break their rule, no body. */
    @Test
    void everyAnswerToABadRequestIsDocumented() throws Exception {
        meter.empty();

        new ApiDescription()
                .operations()
                .forEach(
                        (name, operation) -> {
                            int status =
                                    ApiDescription.send(
                                                    name,
                                                    Api.operator()
                                                            .queryParam("limit", "0")
                                                            .queryParam("tenant", "no name"))
                                            .extract()
                                            .statusCode();
                            assertThat(map(operation.get("responses")))
                                    .as(name)
                                    .containsKey(String.valueOf(status));
                        });
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
}
