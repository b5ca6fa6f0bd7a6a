package io.flagmeter.tools.replay;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** One replay from its plan to its report. */
final class Replay {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final ApiAddress api;
    private final Time time;
    private final ReplayProgress progress;

    Replay(ApiAddress api, Time time, ReplayProgress progress) {
        this.api = api;
        this.time = time;
        this.progress = progress;
    }

    ReplayReport run(Trace trace, ReplayOptions how)
            throws GaveUpException, IOException, InterruptedException {
        Notices notices = new Notices(progress::note);
        try (FlagMeterClient once = new FlagMeterClient(api, REQUEST_TIMEOUT)) {
            RetryingClient client = new RetryingClient(once, time, notices);
            Instant periodStart =
                    client.usage(how.target().tenant())
                            .map(Usage::periodStart)
                            .orElseGet(this::startOfMonth);
            client.checkKey();
            Instant start = time.instant();
            ReplayPlan plan = ReplayPlan.of(trace, how, start, periodStart);
            if (plan.raised() > 0) {
                progress.note(
                        ReplayReport.grouped(plan.raised())
                                + " events are sent as of "
                                + periodStart
                                + ", where the billing period begins");
            }
            SendCounts tally = new SendCounts();
            progress.show(() -> line(tally, trace, start));
            Schedule schedule = new Schedule(plan, how.batch(), time);
            new Sending(client, schedule, tally, notices).run(how);
            SendResult sent = sent(tally, client, start);

            CatchUp catchUp = new CatchUp(once, time, how.target(), trace.tokens());
            progress.show(() -> catchUp.seen().toString());
            Counted counted = catchUp.await(how.timeout());
            return new ReplayReport(trace, how, periodStart, sent, counted);
        }
    }

    private SendResult sent(SendCounts tally, RetryingClient client, Instant start) {
        Duration took = Duration.between(start, time.instant());
        return new SendResult(
                tally.accepted(), tally.rejected(), client.retries(), took, tally.failure());
    }

    private String line(SendCounts tally, Trace trace, Instant start) {
        Duration elapsed = Duration.between(start, time.instant());
        ProgressLine line = new ProgressLine(tally.answered(), trace.rows().size(), elapsed);
        return progress.terminal() ? line.bar() : line.plain();
    }

    /** Where the period of a tenant begins that is created by its first event. */
    private Instant startOfMonth() {
        LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
        return today.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
