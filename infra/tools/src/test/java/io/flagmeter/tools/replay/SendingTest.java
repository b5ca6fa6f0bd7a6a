package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final FakeTime time = new FakeTime();
    private final Notices notices = new Notices(text -> {});
    private final SendCounts tally = new SendCounts();

    @Test
    void aSenderThatGivesUpEndsTheScheduleForAll() throws Exception {
        Trace trace = TestTraces.at(0, 600);
        ReplayOptions how =
                new ReplayOptions(
                        new Target("acme", "code"), Times.NOW, Speed.of("1"), 1, 1, Duration.ZERO);
        ReplayPlan plan = ReplayPlan.of(trace, how, FakeTime.START, FakeTime.START);
        Schedule schedule = new Schedule(plan, 1, time);
        FakeMeter away = new FakeMeter();
        away.close();

        var address = new ApiAddress(URI.create(away.url()), FakeMeter.KEY);
        try (var once = new FlagMeterClient(address, Duration.ofSeconds(10))) {
            var client = new RetryingClient(once, time, notices);
            new Sending(client, schedule, tally, notices).run(how);
        }
        assertThat(schedule.take()).isEmpty();
        assertThat(tally.answered()).isZero();
        assertThat(tally.failure()).contains("/events: given up");
    }
}
