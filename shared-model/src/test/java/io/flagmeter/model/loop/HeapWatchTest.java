package io.flagmeter.model.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeapWatchTest {

    private static final int LOOKS = 30;

    private final HeapWatch watch = new HeapWatch(Duration.ofSeconds(1), said -> {});
    private long seconds;
    private long collectedMillis;

    private void look(int times, int collectedMillisOfEachSecond) {
        for (int i = 0; i < times; i++) {
            seconds++;
            collectedMillis += collectedMillisOfEachSecond;
            watch.look(TimeUnit.SECONDS.toNanos(seconds), collectedMillis);
        }
    }

    @Test
    void processThatCollectsForMostOfTheTimeIsExhausted() {
        look(LOOKS - 1, 600);
        assertThat(watch.isExhausted()).isFalse();

        look(1, 600);

        assertThat(watch.isExhausted()).isTrue();
    }

    @Test
    void processThatComesToItsWorkNowAndThenIsNot() {
        for (int i = 0; i < 100; i++) {
            look(3, 990);
            look(1, 400);
        }

        assertThat(watch.isExhausted()).isFalse();
    }

    @Test
    void oneGoodLookAmongManyBadOnesIsNotEnough() {
        look(20, 600);
        look(1, 400);
        look(13, 600);

        assertThat(watch.isExhausted()).isTrue();
    }

    @Test
    void processThatWasStoppedInTheMiddleOfACollectionIsNot() {
        look(1, 0);
        seconds += 3_600;
        look(1, 3_600_000);
        look(LOOKS - 2, 600);

        assertThat(watch.isExhausted()).isFalse();
    }

    @Test
    void processWhoseHeapIsAllButFullEndsItself() throws Exception {
        Process process = process(Full.class);
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("the heap is all but full: ending the process");
        assertThat(process.exitValue()).isEqualTo(70);
    }

    @Test
    void processThatMakesMuchGarbageAndKeepsLittleGoesOn() throws Exception {
        Process process = process(Busy.class);
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).endsWith("done").doesNotContain("ending");
        assertThat(process.exitValue()).isZero();
    }

    private static Process process(Class<?> program) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static void watch() {
        new HeapWatch(Duration.ofMillis(100), System.out::print).start();
    }

    private record Link(byte[] bytes, @Nullable Link next) {}

    /** Keeps the whole heap but for half a megabyte, and works on with that. */
    static final class Full {

        private static @Nullable Link kept;
        private static byte[] spare = new byte[512 << 10];
        private static byte[] garbage = {};

        private Full() {}

        public static void main(String... args) {
            watch();
            try {
                while (true) {
                    kept = new Link(new byte[1 << 10], kept);
                }
            } catch (OutOfMemoryError full) {
                spare = new byte[0];
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < end) {
                garbage = new byte[garbage.length % 512 + 1];
            }
        }
    }

    /** For longer than a process whose heap is full is given. */
    static final class Busy {

        private static byte[] garbage = {};

        private Busy() {}

        public static void main(String... args) {
            watch();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (System.nanoTime() < end) {
                garbage = new byte[garbage.length % 512 + 1];
            }
            System.out.print("done");
        }
    }
}
