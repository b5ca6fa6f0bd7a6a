package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TenantsTest {

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static ValidatableResponse create(String body) {
        return Api.post("/tenants", "application/json", body);
    }

    @Test
    void tenantIsCreatedWithWhatIsGiven() {
        create(
                        """
                        {"name": "team/a@b", "monthlyQuota": 1000000000000000,
                         "thresholds": [100, 80, 100, 1000], "billingDay": 31,
                         "timeZone": "Europe/Berlin"}
                        """)
                .statusCode(201);

        Api.get("/tenants/team/a@b")
                .statusCode(200)
                .body("name", equalTo("team/a@b"))
                .body("monthlyQuota", equalTo(1_000_000_000_000_000L))
                .body("thresholds", contains(80, 100, 1000))
                .body("billingDay", equalTo(31))
                .body("timeZone", equalTo("Europe/Berlin"))
                .body("quotaVersion", equalTo(1))
                .body("createdAt", notNullValue());
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        create("{\"name\": \"acme\"}")
                .statusCode(201)
                .body("monthlyQuota", nullValue())
                .body("thresholds", contains(80))
                .body("billingDay", equalTo(1))
                .body("timeZone", equalTo("UTC"));
    }

    @Test
    void nameIsTakenOnce() throws Exception {
        create("{\"name\": \"acme\"}").statusCode(201);
        meter.sql("INSERT INTO tenants (name) VALUES ('by-use')");

        Api.isProblem(create("{\"name\": \"acme\"}"), 409, "conflict");
        Api.isProblem(create("{\"name\": \"by-use\"}"), 409, "conflict");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                            | name         | is required
                    {"name": "a b"}                               | name         | may hold only
                    {"name": 1}                                   | name         | must be a string
                    {"name": "a", "monthlyQuota": 0}              | monthlyQuota | must be an integer from 1 to 1000000000000000
                    {"name": "a", "monthlyQuota": 1000000000000001} | monthlyQuota | must be an integer from 1
                    {"name": "a", "monthlyQuota": 1.5}            | monthlyQuota | must be an integer
                    {"name": "a", "monthlyQuota": 1e3}            | monthlyQuota | must be an integer
                    {"name": "a", "monthlyQuota": 99999999999999999999} | monthlyQuota | must be an integer
                    {"name": "a", "thresholds": 80}               | thresholds   | must be an array of at most 20
                    {"name": "a", "thresholds": [0]}              | thresholds   | must hold integers from 1 to 1000
                    {"name": "a", "thresholds": [1001]}           | thresholds   | must hold integers from 1 to 1000
                    {"name": "a", "billingDay": 32}               | billingDay   | must be an integer from 1 to 31
                    {"name": "a", "timeZone": "UTC+2"}            | timeZone     | must be an IANA name
                    {"name": "a", "timeZone": "SystemV/PST8"}     | timeZone     | must be an IANA name
                    {"name": "a", "quota": 5}                     | quota        | is not known here
                    """)
    void badFieldIsNamedWithItsRule(String body, String field, String rule) {
        Api.isProblem(create(body), 400, "invalid-field")
                .body("field", equalTo(field))
                .body("detail", startsWith(field + " " + rule));
    }

    @ParameterizedTest
    @CsvSource({
        "[], malformed-json",
        "{, malformed-json",
        "{} {}, malformed-json",
        "'', empty-body"
    })
    void bodyThatIsNoObjectIsAProblem(String body, String slug) {
        Api.isProblem(create(body), 400, slug);
    }

    @Test
    void bodyTooLargeIsAProblem() {
        Api.isProblem(create(" ".repeat(65_537)), 413, "body-too-large");
    }

    @Test
    void otherMediaTypeIsAProblem() {
        Api.isProblem(Api.post("/tenants", "text/plain", "{}"), 415, "unsupported-media-type");
    }

    @Test
    void patchChangesWhatItNamesAndNothingElse() {
        create("{\"name\": \"acme\", \"monthlyQuota\": 10, \"billingDay\": 5}").statusCode(201);

        Api.patch("/tenants/acme", "{\"thresholds\": []}")
                .statusCode(200)
                .body("thresholds", hasSize(0))
                .body("monthlyQuota", equalTo(10))
                .body("billingDay", equalTo(5))
                .body("quotaVersion", equalTo(2));
        Api.patch("/tenants/acme", "{\"monthlyQuota\": null, \"thresholds\": null}")
                .body("monthlyQuota", nullValue())
                .body("thresholds", contains(80))
                .body("quotaVersion", equalTo(3));
    }

    @Test
    void patchThatChangesNothingRaisesNoVersion() {
        create("{\"name\": \"acme\", \"monthlyQuota\": 10}").statusCode(201);

        Api.patch("/tenants/acme", "{\"monthlyQuota\": 10, \"timeZone\": \"UTC\"}")
                .statusCode(200)
                .body("quotaVersion", equalTo(1));
    }

    @Test
    void unknownTenantIsAProblem() {
        Api.isProblem(Api.get("/tenants/nobody"), 404, "unknown-tenant");
        Api.isProblem(Api.get("/tenants/{name}", "no\0body"), 404, "unknown-tenant");
        Api.isProblem(Api.patch("/tenants/nobody", "{}"), 404, "unknown-tenant");
    }

    @Test
    void listIsPagedByName() {
        for (String name : new String[] {"b", "a", "c"}) {
            create("{\"name\": \"%s\"}".formatted(name)).statusCode(201);
        }

        Api.get("/tenants?limit=2")
                .statusCode(200)
                .body("items.name", contains("a", "b"))
                .body("next", equalTo("b"));
        Api.get("/tenants?limit=2&after=b")
                .body("items.name", contains("c"))
                .body("next", nullValue());
    }

    @Test
    void badPageIsAProblem() {
        Api.isProblem(Api.get("/tenants?limit=0"), 400, "invalid-parameter");
        Api.isProblem(Api.get("/tenants?after=%00"), 400, "invalid-parameter");
    }

    @Test
    void zoneThatJavaDoesNotKnowCountsAsUtcUntilItIsCorrected() throws Exception {
        meter.sql("INSERT INTO tenants (name, time_zone) VALUES ('a', 'posix/Mars'), ('b', 'x')");

        Api.get("/tenants").statusCode(200).body("items.timeZone", contains("posix/Mars", "x"));
        Api.get("/tenants/a").statusCode(200).body("timeZone", equalTo("posix/Mars"));

        Api.patch("/tenants/a", "{\"timeZone\": \"Europe/Berlin\"}")
                .statusCode(200)
                .body("timeZone", equalTo("Europe/Berlin"));
        Api.patch("/tenants/b", "{\"timeZone\": \"UTC\"}").statusCode(200);
        assertThat(meter.rows("SELECT time_zone FROM tenants ORDER BY name"))
                .containsExactly("Europe/Berlin", "UTC");
    }

    @Test
    void zoneThatJavaDoesNotKnowStaysUntilSomebodyNamesAnother() throws Exception {
        meter.sql("INSERT INTO tenants (name, time_zone) VALUES ('acme', 'posix/Mars')");

        Api.patch("/tenants/acme", "{}").statusCode(200).body("quotaVersion", equalTo(1));
        Api.patch("/tenants/acme", "{\"monthlyQuota\": 10}")
                .statusCode(200)
                .body("monthlyQuota", equalTo(10))
                .body("timeZone", equalTo("posix/Mars"));
        assertThat(meter.rows("SELECT time_zone FROM tenants")).containsExactly("posix/Mars");
    }
}
