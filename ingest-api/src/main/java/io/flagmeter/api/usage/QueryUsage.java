package io.flagmeter.api.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.api.ingest.MediaType;
import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.body.BodyReader;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;

/** {@code POST /usage/query}: what quota checks say, of many tenants at once. */
@Singleton
class QueryUsage {

    static final int MOST_TENANTS = 1_000;

    /** Of an answer. */
    static final int MOST_BYTES = 2 << 20;

    /**
     * Of a request: the longest names, each in quotes and with a comma, and as much white space.
     */
    static final int MOST_ASKED_BYTES = 256 << 10;

    private static final Problem UNSUPPORTED =
            Problem.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be application/json, in UTF-8");

    private final CheckUsage check;
    private final QueryTurns turns;
    private final BodyBudget budget;

    QueryUsage(CheckUsage check, QueryTurns turns, BodyBudget budget) {
        this.check = check;
        this.turns = turns;
        this.budget = budget;
    }

    /** Answers a request whose sender may read every tenant's usage. */
    void answer(RoutingContext context) {
        String type = MediaType.of(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.equals(MediaType.JSON)) {
            ProblemRoutes.answer(context, UNSUPPORTED);
            return;
        }
        BodyReader.read(context, budget, body -> turns.answer(context, () -> query(body)));
    }

    private byte[] query(byte[] body) throws IOException, SQLException {
        return answer(tenants(body));
    }

    private static List<String> tenants(byte[] body) throws IOException {
        JsonFields fields = JsonFields.read(body, List.of("tenants"), MOST_ASKED_BYTES);
        List<String> tenants = fields.texts("tenants", MOST_TENANTS).orElse(List.of());
        if (tenants.isEmpty()) {
            throw JsonFields.invalid("tenants", "must be an array of at least one item");
        }
        if (!tenants.stream().allMatch(NameParameter::isName)) {
            throw JsonFields.invalid("tenants", "must hold names of tenants");
        }
        return tenants.stream().distinct().toList();
    }

    private byte[] answer(List<String> tenants) throws SQLException {
        var unknown = new LinkedHashSet<String>(tenants);
        var out = new ByteArrayOutputStream(8_192);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            check.ofAll(
                    tenants,
                    report -> {
                        unknown.remove(report.tenant());
                        write(json, report, out);
                    });
            json.writeEndArray();
            json.writeArrayFieldStart("unknown");
            for (String tenant : unknown) {
                json.writeString(tenant);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, UsageReport report, ByteArrayOutputStream out) {
        try {
            report.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        if (out.size() > MOST_BYTES) {
            throw Problem.limit(
                            ProblemType.QUERY_TOO_WIDE,
                            "the answer would be longer than %d bytes: ask for fewer tenants"
                                    .formatted(MOST_BYTES),
                            MOST_BYTES)
                    .toException();
        }
    }
}
