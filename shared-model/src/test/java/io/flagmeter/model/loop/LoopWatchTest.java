package io.flagmeter.model.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopWatchTest {

    private static final int LONGEST_TURN = 100;

    private final List<String> said = new ArrayList<>();
    private final LoopWatch watch = new LoopWatch("drain", Duration.ofMinutes(10), said::add);

    @Test
    void loopThatTurnsNowAndThenIsNotStuck() {
        for (int turn = 0; turn < 50; turn++) {
            look(LONGEST_TURN - 1);
            assertThat(watch.isStuck()).isFalse();
            watch.turned();
        }

        assertThat(said).isEmpty();
    }

    @Test
    void loopThatDoesNotTurnForLongerThanItsLongestTurnIsStuck() {
        look(LONGEST_TURN);

        assertThat(watch.isStuck()).isTrue();
        assertThat(said)
                .containsExactly(
                        "drain has not turned for 600 s and will not:"
                                + " ending the process, to be started anew");
    }

    @Test
    void loopThatTurnsAfterAllIsNotStuckAnyMore() {
        look(LONGEST_TURN);

        watch.turned();

        assertThat(watch.isStuck()).isFalse();
    }

    @Test
    void processWhoseLoopHangsEndsItself() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Hanging.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("hanging has not turned for 0 s");
        assertThat(process.exitValue()).isEqualTo(70);
    }

    /** A program with a loop that turns three times and then waits for what never comes. */
    static final class Hanging {

        private Hanging() {}

        public static void main(String... args) throws InterruptedException {
            var watch = new LoopWatch("hanging", Duration.ofMillis(200), System.out::println);
            watch.start();
            var turns = new Semaphore(3);
            while (turns.tryAcquire(20, TimeUnit.SECONDS)) {
                watch.turned();
            }
        }
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
        }
    }
}
