package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path names the tenant that it spells, and no other. */
@QuarkusTest
class TenantPathsTest {

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql("INSERT INTO tenants (name) VALUES ('a'), ('a/b')");
    }

    /** By a client that sends a path as it is. */
    private static HttpResponse<String> send(String method, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                            .header("Authorization", "Bearer a-key-of-the-tests")
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString("{\"monthlyQuota\": 5}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tenants/a/",
                "/tenants//a",
                "//tenants/a",
                "/tenants;x=y/a",
                "/tenants/a;b=c",
                "/tenants/a/.",
                "/tenants/./a",
                "/tenants/b/../a",
                "/tenants/b/%2e%2E/a",
                "/tenants/a/b/..",
                "/tenants/a%2F",
                "/tenants/%2Fa",
                "/tenants/a%3Bb",
                "/tenants/a//b",
                "/tenants/a%2F%2Fb"
            })
    void pathThatMightBeTakenForTheTenantsIsNotFound(String path) throws Exception {
        for (String method : new String[] {"PATCH", "GET"}) {
            HttpResponse<String> answer = send(method, path);

            assertThat(answer.statusCode()).as(method).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
        }
        assertThat(meter.rows("SELECT name FROM tenants WHERE monthly_quota = 5")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tenants/a/b", "/tenants/a%2Fb", "/tenants/%61/b"})
    void pathThatSpellsTheTenantIsTaken(String path) throws Exception {
        assertThat(send("PATCH", path).statusCode()).isEqualTo(200);
        assertThat(meter.rows("SELECT name FROM tenants WHERE monthly_quota = 5"))
                .containsExactly("a/b");
    }

    @Test
    void tenantOfAnEarlierVersionCanStillBeReadAndChanged() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('a/')");

        assertThat(send("PATCH", "/tenants/a%2F").statusCode()).isEqualTo(200);
        assertThat(meter.rows("SELECT name FROM tenants WHERE monthly_quota = 5"))
                .containsExactly("a/");
        assertThat(send("GET", "/usage/a/").body()).contains("\"tenant\":\"a/\"");
        Api.get("/tenants?after=a/").statusCode(200).body("items.name[0]", equalTo("a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/", "/a", "a//b", "a/../b"})
    void nameThatPathsAreTidiedOfIsRefusedWhereverItComesIn(String name) {
        Api.isProblem(
                        Api.post(
                                "/tenants",
                                "application/json",
                                "{\"name\": \"%s\"}".formatted(name)),
                        400,
                        "invalid-field")
                .body("field", equalTo("name"));
        Api.isProblem(
                        Api.event(
                                "{\"tenant\": \"%s\", \"feature\": \"f\", \"tokens\": 1}"
                                        .formatted(name)),
                        400,
                        "invalid-event")
                .body("field", equalTo("tenant"));
        Api.post(
                        "/events/batch",
                        "application/json",
                        "[{\"tenant\": \"t\", \"feature\": \"%s\", \"tokens\": 1}]".formatted(name))
                .body("results[0].status", equalTo("rejected"))
                .body("results[0].field", equalTo("feature"));
        Api.isProblem(
                Api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "1", "source": "s", "type": "t",
                         "subject": "%s", "data": {"feature": "f", "tokens": 1}}
                        """
                                .formatted(name)),
                400,
                "invalid-event");
    }
}
