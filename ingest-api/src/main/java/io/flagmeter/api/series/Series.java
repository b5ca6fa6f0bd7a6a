package io.flagmeter.api.series;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.model.rollup.RollupKey;
import io.flagmeter.model.rollup.TokenSum;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was used in each window of a range, added up as it is read. */
final class Series {

    /** Numbers by feature that are held while it is read: 4 MB. */
    static final int MOST_HELD = 500_000;

    /** Numbers by feature in an answer. */
    static final int MOST_LISTED = 10_000;

    private static final Comparator<Map.Entry<String, long[]>> LARGEST_FIRST =
            Comparator.<Map.Entry<String, long[]>>comparingLong(entry -> -sum(entry.getValue()))
                    .thenComparing(Map.Entry::getKey);

    private final SeriesRequest request;
    private final ZoneId zone;
    private final List<Instant> edges;
    private final Amounts[] points;
    private final @Nullable TokenParts[] parts;
    private final Map<String, long[]> features = new HashMap<>();

    Series(SeriesRequest request, ZoneId zone, List<Instant> edges) {
        this.request = request;
        this.zone = zone;
        this.edges = List.copyOf(edges);
        this.points = new Amounts[edges.size() - 1];
        Arrays.fill(points, Amounts.NONE);
        this.parts = new @Nullable TokenParts[points.length];
    }

    /** Adds to the window that begins at the edge of this place. */
    void add(int place, Amounts amounts) {
        points[place] = points[place].plus(amounts);
    }

    /** As above, of a feature. */
    void add(int place, String feature, Amounts amounts) {
        add(place, amounts);
        long[] tokens = features.get(feature);
        if (tokens == null) {
            if ((features.size() + 1) * (long) points.length > MOST_HELD) {
                throw Problem.limit(
                                ProblemType.QUERY_TOO_WIDE,
                                "the tenant has too many features for so many points: ask for a"
                                        + " shorter range or a longer window",
                                MOST_HELD)
                        .toException();
            }
            tokens = new long[points.length];
            features.put(feature, tokens);
        }
        tokens[place] = TokenSum.plus(tokens[place], amounts.tokens());
    }

    /** Adds what tokens of the window consist of; null is what is not known. */
    void add(int place, @Nullable TokenParts known) {
        parts[place] = plus(parts[place], known);
    }

    private static @Nullable TokenParts plus(@Nullable TokenParts one, @Nullable TokenParts other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return PartSums.plus(one, other);
    }

    private static long sum(long[] tokens) {
        return Arrays.stream(tokens).reduce(0, TokenSum::plus);
    }

    /** The largest by name; the others are summed, as in a quota check. */
    private Map<String, long[]> listed() {
        int most = Math.max(1, MOST_LISTED / points.length);
        var listed = new TreeMap<String, long[]>();
        List<Map.Entry<String, long[]>> largest =
                features.entrySet().stream().sorted(LARGEST_FIRST).toList();
        for (Map.Entry<String, long[]> feature : largest) {
            boolean fits = features.size() <= most || listed.size() < most - 1;
            listed.merge(fits ? feature.getKey() : RollupKey.OTHER, feature.getValue(), this::plus);
        }
        return listed;
    }

    private long[] plus(long[] one, long[] other) {
        var sums = new long[points.length];
        Arrays.setAll(sums, place -> TokenSum.plus(one[place], other[place]));
        return sums;
    }

    byte[] toJson() {
        var out = new ByteArrayOutputStream(8_192);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private void write(JsonGenerator json) throws IOException {
        Amounts total = Arrays.stream(points).reduce(Amounts.NONE, Amounts::plus);
        json.writeStartObject();
        json.writeStringField("tenant", request.tenant());
        json.writeStringField("from", request.from().toString());
        json.writeStringField("to", request.to().toString());
        json.writeStringField("window", request.window().text());
        json.writeStringField("timeZone", zone.getId());
        json.writeNumberField("totalTokens", total.tokens());
        json.writeNumberField("totalEvents", total.events());
        if (request.parts()) {
            write(json, "totalParts", total(parts));
        }
        json.writeArrayFieldStart("points");
        Map<String, long[]> listed = listed();
        for (int place = 0; place < points.length; place++) {
            if (request.filled() || points[place].events() > 0) {
                write(json, place, listed);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static @Nullable TokenParts total(@Nullable TokenParts[] parts) {
        TokenParts total = null;
        for (TokenParts known : parts) {
            total = plus(total, known);
        }
        return total;
    }

    private static void write(JsonGenerator json, String name, @Nullable TokenParts parts)
            throws IOException {
        if (parts == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        for (TokenParts.Part part : TokenParts.PARTS) {
            json.writeNumberField(part.name(), part.of().applyAsLong(parts));
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, int place, Map<String, long[]> listed)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("start", edges.get(place).toString());
        json.writeStringField("end", edges.get(place + 1).toString());
        json.writeNumberField("tokens", points[place].tokens());
        json.writeNumberField("events", points[place].events());
        if (request.parts()) {
            write(json, "parts", parts[place]);
        }
        if (request.byFeature()) {
            json.writeObjectFieldStart("features");
            for (var feature : listed.entrySet()) {
                long tokens = feature.getValue()[place];
                if (request.filled() || tokens > 0) {
                    json.writeNumberField(feature.getKey(), tokens);
                }
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
