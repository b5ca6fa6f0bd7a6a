package io.flagmeter.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** Part e: quota checks, with few rollups stored and with many. */
final class MeasureUsage {

    private static final int CONNECTIONS = 64;
    private static final int FEW = 1_000;

    private final Session session;
    private Cpu lastLoop = new Cpu(Map.of());

    MeasureUsage(Session session) {
        this.session = session;
    }

    /** Few come last: what a server gains by being warmer then counts against the flatness. */
    void run() throws IOException, SQLException {
        Duration round = session.size().round();
        // Only warms up: on a cold server few would look slower than many.
        checks(FEW, round);
        Rate many = checks(session.size().rollups(), round.multipliedBy(2));
        var cpu = lastLoop;
        Rate few = checks(FEW, round.multipliedBy(2));
        var figures = session.figures();
        figures.put("usage.per_second", many.perSecond());
        figures.put("usage.p50_ms", many.latencies().millis(50));
        figures.put("usage.p99_ms", many.latencies().millis(99));
        figures.put("usage.refused", few.failed() + many.failed());
        figures.put("usage.rollups", session.size().rollups());
        figures.put("usage.few_per_second", few.perSecond());
        figures.put("usage.few_p99_ms", few.latencies().millis(99));
        figures.put("usage.flatness", many.perSecond() / few.perSecond());
        cpu.report(figures, "usage", many.answered());
    }

    private Rate checks(int rollups, Duration length) throws IOException, SQLException {
        session.say("usage: storing %,d rollups".formatted(rollups));
        try (Connection database = DriverManager.getConnection(session.stack().jdbcUrl())) {
            new StoredRollups(database).store(rollups);
        }
        var requests = new UsageRequests(StoredRollups.tenants(rollups));
        try (var loop = new ClosedLoop(session.stack().port, CONNECTIONS, requests)) {
            session.say("usage: checking quotas with %,d rollups stored".formatted(rollups));
            WarmUp.with(() -> loop.run(session.size().warmUp()));
            var before = Cpu.of(session.stack());
            Rate rate = loop.run(length);
            lastLoop = Cpu.of(session.stack()).since(before);
            return rate;
        }
    }
}
