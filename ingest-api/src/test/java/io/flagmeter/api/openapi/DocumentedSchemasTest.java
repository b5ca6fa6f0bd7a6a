package io.flagmeter.api.openapi;

import static io.flagmeter.api.openapi.ApiDescription.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.flagmeter.api.Api;
import io.flagmeter.model.outbox.DeliveryState;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What bodies and answers are said to hold is what the code reads and writes. */
@QuarkusTest
class DocumentedSchemasTest {

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

        assertThat(closed).hasSize(11);
    }

    /** The refusal of a field that is not known names those that are. */
    private static List<String> knownFields(String operation) {
        String refusal =
                ApiDescription.send(operation, Api.operator().body("{\"surprise\":1}"))
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
                JsonPath.from(DocumentedSchemasTest.class.getResource("/golden/books.json"))
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
        // Not closed: a client that was generated before a type came must take it all the same.
        assertThat(
                        map(map(schema("Problem").get("properties")).get("type"))
                                .get("x-extensible-enum"))
                .asInstanceOf(LIST)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ProblemType.values())
                                .map(type -> "urn:flagmeter:problem:" + type.slug())
                                .toList());
    }

    /** Generators call their types so; what has no name gets one that means nothing. */
    @Test
    void everyObjectHasAName() {
        var document = new ApiDescription().document();
        var schemas = map(map(document.get("components")).get("schemas"));

        assertThat(schemas.keySet())
                .doesNotContain("Page")
                .noneMatch(name -> name.endsWith("View"));
        assertThat(schemas).containsKeys("TenantPage", "AuditEntryPage", "EventPage");
        schemas.forEach(
                (name, schema) -> map(schema).forEach((word, part) -> requireNames(name, part)));
        requireNames("paths", document.get("paths"));
    }

    private static void requireNames(String place, @Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            assertThat(map.get("properties") instanceof Map).as("%s: %s", place, map).isFalse();
            map.forEach((word, part) -> requireNames(place, part));
        } else if (node instanceof List<?> list) {
            list.forEach(part -> requireNames(place, part));
        }
    }

    @Test
    void everyOperationIsCalledByAVerb() {
        assertThat(new ApiDescription().operations().values())
                .extracting(operation -> operation.get("operationId"))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat((String) name).matches("[a-z]+([A-Z][a-z]+)+"));
    }

    private static Map<String, Object> schema(String name) {
        return map(new ApiDescription().find("#/components/schemas/" + name));
    }
}
