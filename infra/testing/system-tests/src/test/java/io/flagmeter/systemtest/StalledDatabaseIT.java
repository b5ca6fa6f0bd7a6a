package io.flagmeter.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that stands still under load: events are taken on, and counted afterwards. */
class StalledDatabaseIT {

    /** Longer than a lease, after which the batches in hand are another worker's to take. */
    private static final Duration STALL = Duration.ofSeconds(Long.getLong("stall.seconds", 15));

    private static final int BATCH = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path home;

    private final Launcher flagmeter = new Launcher(home);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicInteger batches = new AtomicInteger();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

    @AfterEach
    void down() {
        flagmeter.run("down");
    }

    @Test
    void everyEventThatCameMeanwhileIsCounted() throws Exception {
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();

        try (var client = Executors.newSingleThreadScheduledExecutor()) {
            client.scheduleAtFixedRate(this::send, 0, 50, TimeUnit.MILLISECONDS);
            awaitMore();
            List<ProcessHandle> frozen = freezePostgres();
            try {
                assertTakenAllTheTime();
            } finally {
                signal("-CONT", frozen);
            }
            awaitMore();
        }
        assertThat(refusals).isEmpty();

        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(this::isQuiet);
        JsonNode books = books();
        assertThat(books.get("accepted").asLong()).isEqualTo(acknowledged.get());
        assertThat(books.get("applied").asLong()).isEqualTo(acknowledged.get());
        assertThat(books.get("difference").asLong()).isZero();
    }

    /** A thousand events a second, far below what would fill the queue meanwhile. */
    private void send() {
        var answer = flagmeter.post("/events/batch", events(batches.getAndIncrement()));
        if (answer.statusCode() == 200) {
            acknowledged.addAndGet(BATCH);
        } else {
            refusals.add(answer.body());
        }
    }

    private static String events(int batch) {
        return IntStream.range(0, BATCH)
                .mapToObj(
                        i ->
                                """
                                {"id":"%d-%d","tenant":"t%d","feature":"f","tokens":1}
                                """
                                        .formatted(batch, i, i % 7))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void assertTakenAllTheTime() {
        long end = System.nanoTime() + STALL.toNanos();
        while (System.nanoTime() < end) {
            awaitMore();
        }
        assertThat(flagmeter.get("/usage/t1").statusCode()).isEqualTo(503);
    }

    private void awaitMore() {
        long before = acknowledged.get();
        await().until(() -> acknowledged.get() > before + 1_000);
    }

    /** The parent first, so that no child is born unnoticed. */
    private List<ProcessHandle> freezePostgres() throws IOException, InterruptedException {
        var processes = new ArrayList<ProcessHandle>();
        processes.add(flagmeter.process("postgres"));
        signal("-STOP", processes);
        List<ProcessHandle> children = processes.getFirst().descendants().toList();
        signal("-STOP", children);
        processes.addAll(children);
        return processes;
    }

    private static void signal(String signal, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> command.add(String.valueOf(process.pid())));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private boolean isQuiet() throws IOException {
        JsonNode books = books();
        return books.get("queued").asLong() == 0 && books.get("inFlight").asLong() == 0;
    }

    private JsonNode books() throws IOException {
        return JSON.readTree(flagmeter.get("/reconciliation").body());
    }
}
