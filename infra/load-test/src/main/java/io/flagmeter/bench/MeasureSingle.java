package io.flagmeter.bench;

import io.flagmeter.embedded.OsProcess;
import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.model.queue.QueueKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Part a: single events, closed loop. The do-nothing handler, the bare LPUSH, the API and one that
 * asks for no key take turns in several rounds, so that whatever else the machine does falls on all
 * of them. The worker is stopped meanwhile: what is asked is how fast events are taken.
 */
final class MeasureSingle {

    private static final int CONNECTIONS = 64;

    private final Session session;

    MeasureSingle(Session session) {
        this.session = session;
    }

    void run() throws IOException, InterruptedException {
        var stack = session.stack();
        stack.stopWorker();
        OsProcess api = stack.process(BenchStack.API);
        try (var server = NoopProcess.like(api, stack);
                var open = OpenApiProcess.like(api, stack.scratch("open-api.log"))) {
            Side noop = side(server.port, NoopServer.NOTHING, server.process());
            Side push = side(server.port, NoopServer.LPUSH, server.process());
            Side keyless = keyless(open.port, open.process());
            Side limited = limited(stack.port, api);
            Side events = side(stack.port, "/events", api);
            BenchLimits.set(stack.port);
            session.say("single: warming up");
            for (Side side : List.of(noop, push, keyless, limited, events)) {
                WarmUp.with(() -> emptied(side.run(session.size().warmUp())));
            }
            for (int i = 1; i <= Size.ROUNDS; i++) {
                session.say("single: round %d of %d".formatted(i, Size.ROUNDS));
                for (Side side : List.of(noop, push, keyless, limited, events)) {
                    emptied(side.round(session.size().round()));
                }
            }
            report(noop, push, keyless, events);
            reportLimited(limited, events);
        }
        stack.up();
    }

    private void report(Side noop, Side push, Side keyless, Side events) {
        var figures = session.figures();
        double rate = events.rate.perSecond();
        figures.put("single.per_second", rate);
        figures.put("single.p99_ms", events.rate.latencies().millis(99));
        figures.put("single.refused", events.rate.failed());
        figures.put("single.noop_per_second", noop.rate.perSecond());
        figures.put("single.bare_lpush_per_second", push.rate.perSecond());
        figures.put("single.ratio_to_noop", rate / noop.rate.perSecond());
        figures.put("single.ratio_to_bare_lpush", rate / push.rate.perSecond());
        figures.put("single.keyless_per_second", keyless.rate.perSecond());
        figures.put("single.ratio_to_keyless", rate / keyless.rate.perSecond());
        // Of the server alone. It tells what a request costs also where others take the cores.
        figures.put("single.cpu_s_per_million", events.cpuSecondsPerMillion());
        figures.put("single.noop_cpu_s_per_million", noop.cpuSecondsPerMillion());
        figures.put("single.bare_lpush_cpu_s_per_million", push.cpuSecondsPerMillion());
        figures.put("single.keyless_cpu_s_per_million", keyless.cpuSecondsPerMillion());
    }

    private void reportLimited(Side limited, Side events) {
        var figures = session.figures();
        figures.put("single.limited_per_second", limited.rate.perSecond());
        figures.put("single.ratio_limited", limited.rate.perSecond() / events.rate.perSecond());
        figures.put("single.limited_refused", limited.rate.failed());
        figures.put("single.limited_cpu_s_per_million", limited.cpuSecondsPerMillion());
    }

    /** No round may find a larger Valkey than the one before. */
    private Rate emptied(Rate rate) throws IOException {
        try (var valkey = ValkeyConnection.to(session.stack().valkeyPort())) {
            valkey.ask("UNLINK", NoopServer.KEY);
            valkey.ask("UNLINK", QueueKeys.DEFAULT.events());
        }
        return rate;
    }

    private static Side side(int port, String path, OsProcess server) {
        return new Side(port, EventRequests.single(path), server);
    }

    private static Side keyless(int port, OsProcess server) {
        return new Side(port, EventRequests.keyless("/events"), server);
    }

    private static Side limited(int port, OsProcess server) {
        return new Side(port, EventRequests.limited("/events"), server);
    }

    /** One of those that take turns. */
    private static final class Side {
        private final int port;
        private final Requests requests;
        private final OsProcess server;
        private Rate rate = Rate.NONE;
        private double cpuSeconds;

        Side(int port, Requests requests, OsProcess server) {
            this.port = port;
            this.requests = requests;
            this.server = server;
        }

        /** On new connections: in the others' turns old ones may rest for too long. */
        Rate run(Duration length) throws IOException {
            try (var loop = new ClosedLoop(port, CONNECTIONS, requests)) {
                return loop.run(length);
            }
        }

        Rate round(Duration length) throws IOException {
            double before = server.use().cpuSeconds();
            Rate round = run(length);
            cpuSeconds += server.use().cpuSeconds() - before;
            rate = rate.plus(round);
            return round;
        }

        double cpuSecondsPerMillion() {
            return cpuSeconds * 1e6 / rate.answered();
        }
    }
}
