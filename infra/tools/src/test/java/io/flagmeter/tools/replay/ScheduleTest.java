package io.flagmeter.tools.replay;

import static io.flagmeter.tools.replay.FakeTime.START;
import static io.flagmeter.tools.replay.TestTraces.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.SentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final FakeTime time = new FakeTime();

    @Test
    void asFastAsPossibleFullBatchesGoOutWithoutWaiting() throws Exception {
        Schedule schedule = schedule(2, "max", 0, 60, 120, 180, 240);

        assertThat(ids(schedule.take())).containsExactly("f00d:1", "f00d:2");
        assertThat(ids(schedule.take())).containsExactly("f00d:3", "f00d:4");
        assertThat(ids(schedule.take())).containsExactly("f00d:5");
        assertThat(schedule.take()).isEmpty();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void atAPaceNoEventIsSentBeforeItIsDue() throws Exception {
        Schedule schedule = schedule(500, "60", 0, 60, 60, 600);

        assertThat(ids(schedule.take())).containsExactly("f00d:1");
        assertThat(time.instant()).isEqualTo(START);
        assertThat(ids(schedule.take())).containsExactly("f00d:2", "f00d:3");
        assertThat(time.instant()).isEqualTo(START.plusSeconds(1));
        assertThat(ids(schedule.take())).containsExactly("f00d:4");
        assertThat(time.instant()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void whatFellDueWhileNobodyAskedIsSentTogether() throws Exception {
        Schedule schedule = schedule(500, "1", 0, 1, 2, 3, 9);

        time.sleep(Duration.ofSeconds(3));
        assertThat(schedule.take()).hasSize(4);
    }

    @Test
    void afterAStopNothingIsHandedOutAndNobodyWaitsOn() throws Exception {
        Schedule schedule = schedule(1, "1", 0, 3600);

        schedule.take();
        schedule.stop();
        Instant before = time.instant();
        assertThat(schedule.take()).isEmpty();
        assertThat(time.instant()).isEqualTo(before);
    }

    private Schedule schedule(int batch, String speed, long... seconds) {
        ReplayOptions how = options(Times.NOW, speed);
        ReplayPlan plan = ReplayPlan.of(TestTraces.at(seconds), how, START, START);
        return new Schedule(plan, batch, time);
    }

    private static List<String> ids(List<SentEvent> events) {
        return events.stream().map(SentEvent::id).toList();
    }
}
