package io.flagmeter.api.events;

import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The exports under way: a few, each of which holds a few hundred events at a time. */
@Singleton
class Exports {

    static final int MOST = 8;
    static final int MOST_OF_TENANT = 2;

    /** What keys of one tenant leave to those of all, however slowly they read. */
    static final int KEPT = 2;

    static final Duration LONGEST = Duration.ofMinutes(30);

    /** In which a client has to read a piece. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Problem BUSY =
            Problem.limit(
                    ProblemType.BUSY,
                    "as many exports are under way as may be, %d and %d of a tenant: ask again later"
                            .formatted(MOST, MOST_OF_TENANT),
                    MOST);
    private static final Problem OLD_VERSION =
            Problem.of(
                    ProblemType.VERSION_NOT_SUPPORTED,
                    "an export wants HTTP/1.1, by which a client sees whether it is whole");

    private final ReadEvents read;
    private final QueryTurns turns;
    private final MeterRegistry registry;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private int open;

    Exports(ReadEvents read, QueryTurns turns, MeterRegistry registry) {
        this.read = read;
        this.turns = turns;
        this.registry = registry;
        Gauge.builder("flagmeter.exports.open", this::open)
                .description("Exports of raw events under way")
                .register(registry);
    }

    /** Answers with all events of a range. */
    void answer(RoutingContext context, EventsRequest request, ExportFormat format) {
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            ProblemRoutes.answer(context, OLD_VERSION);
            return;
        }
        boolean ofAll = RequestCaller.of(context).tenant() == null;
        if (!take(request.tenant(), ofAll ? MOST : MOST - KEPT)) {
            count(format, ExportOutcome.BUSY);
            ProblemRoutes.answer(context, BUSY);
            return;
        }
        new Export(
                        context,
                        format,
                        read,
                        turns,
                        outcome -> {
                            giveBack(request.tenant());
                            count(format, outcome);
                        })
                .begin(request);
    }

    private synchronized int open() {
        return open;
    }

    private synchronized boolean take(String tenant, int most) {
        int ofTenant = byTenant.getOrDefault(tenant, 0);
        if (open >= most || ofTenant == MOST_OF_TENANT) {
            return false;
        }
        open++;
        byTenant.put(tenant, ofTenant + 1);
        return true;
    }

    private synchronized void giveBack(String tenant) {
        open--;
        byTenant.computeIfPresent(tenant, (name, count) -> count == 1 ? null : count - 1);
    }

    private void count(ExportFormat format, ExportOutcome outcome) {
        Counter.builder("flagmeter.exports")
                .description("Exports of raw events, by how they ended")
                .tag("format", format.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
