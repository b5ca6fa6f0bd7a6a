package io.flagmeter.api.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.api.query.Parameters;
import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * {@code GET /usage}: the totals of all tenants, sorted. All of them are read for each page and no
 * more than a page of them is held, whatever their number.
 */
@Singleton
class ListUsage {

    /** A tenant and its place in the list. */
    record Ranked(long rank, UsageReport report) {

        static final Comparator<Ranked> ORDER =
                Comparator.comparingLong(Ranked::rank)
                        .thenComparing(ranked -> ranked.report().tenant());

        boolean isAfter(Cursor cursor) {
            return rank > cursor.rank()
                    || (rank == cursor.rank() && report.tenant().compareTo(cursor.tenant()) > 0);
        }
    }

    private final ReadTotals read;
    private final QueryTurns turns;
    private final Clock clock;

    ListUsage(ReadTotals read, QueryTurns turns, Clock clock) {
        this.read = read;
        this.turns = turns;
        this.clock = clock;
    }

    /** Answers a request whose sender may read every tenant's usage. */
    void answer(RoutingContext context) {
        Parameters parameters = Parameters.of(context);
        Ranking ranking = parameters.word("sort", Ranking.WORDS).orElse(Ranking.TOKENS);
        int limit = Limit.of(parameters.text("limit").orElse(Limit.DEFAULT));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<Cursor> after =
                parameters.text("after").map(text -> Cursor.of(text, ranking, now));
        Instant first = after.map(Cursor::now).orElse(now);
        turns.answer(context, () -> toJson(page(ranking, limit, first, after)));
    }

    private Page<Ranked> page(Ranking ranking, int limit, Instant now, Optional<Cursor> after)
            throws SQLException {
        // The last first, so that it makes way.
        var kept = new PriorityQueue<Ranked>(Ranked.ORDER.reversed());
        read.all(
                now,
                usage -> {
                    UsageReport report = UsageReport.of(usage, now, null);
                    var one = new Ranked(ranking.rank(report), report);
                    if (after.isPresent() && !one.isAfter(after.get())) {
                        return;
                    }
                    kept.add(one);
                    if (kept.size() > limit + 1) {
                        kept.remove();
                    }
                });
        List<Ranked> sorted = new ArrayList<>(kept);
        sorted.sort(Ranked.ORDER);
        return Page.of(
                sorted,
                limit,
                last -> new Cursor(ranking, now, last.rank(), last.report().tenant()).text());
    }

    private static byte[] toJson(Page<Ranked> page) {
        var out = new ByteArrayOutputStream(8_192);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (Ranked one : page.items()) {
                one.report().writeShort(json);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
