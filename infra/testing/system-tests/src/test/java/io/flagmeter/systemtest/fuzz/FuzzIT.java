package io.flagmeter.systemtest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.systemtest.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests at random against every operation of the API's own description, on the packaged
 * programs. {@code -Dfuzz.seed} repeats a run; {@code -Dfuzz.seconds} and {@code -Dfuzz.requests}
 * make a longer one, which lasts for both.
 */
class FuzzIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 4;

    @TempDir private static Path home;

    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final long least = Long.getLong("fuzz.requests", 5_000);
    private final AtomicLong answered = new AtomicLong();
    private final Launcher flagmeter = new Launcher(home, Map.of("FLAGMETER_ACCESS", "open"));

    @AfterEach
    void down() {
        flagmeter.run("down");
    }

    @Test
    void whateverIsSentIsAnsweredAndWhatIsAcknowledgedIsCounted() throws Exception {
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
        // The document's examples name webhooks, to which nothing may be sent from here.
        flagmeter.process("alerting").destroyForcibly();
        JsonNode document = json("/q/openapi?format=json");

        Tally sent = fuzz(Operation.all(document), types(document));

        assertThat(sent.requests()).as("requests, seed %d", seed).isGreaterThanOrEqualTo(least);
        // About one request in seventy is good enough to be taken; without any nothing is compared.
        assertThat(sent.acknowledged())
                .as("acknowledged, seed %d", seed)
                .isGreaterThan(sent.requests() / 200);
        await().atMost(Duration.ofSeconds(30)).until(this::isQuiet);
        JsonNode books = json("/reconciliation");
        assertThat(books.get("accepted").asLong())
                .as("accepted, seed %d", seed)
                .isEqualTo(sent.acknowledged());
        assertThat(books.get("deadLettered").asLong())
                .as("%s, seed %d", flagmeter.get("/dead-letters").body(), seed)
                .isZero();
        assertThat(books.get("difference").asLong()).as("difference, seed %d", seed).isZero();
    }

    private static Set<String> types(JsonNode document) {
        var types = new HashSet<String>();
        document.at("/components/schemas/Problem/properties/type/x-extensible-enum")
                .forEach(type -> types.add(type.asText()));
        assertThat(types).isNotEmpty();
        return types;
    }

    private Tally fuzz(List<Operation> operations, Set<String> types) throws Exception {
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.getLong("fuzz.seconds", 10)).toNanos();
        String key = flagmeter.key().text().orElseThrow();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Tally>> tallies =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(i -> new Fuzzer(new Random(seed + i), operations, key))
                            .map(fuzzer -> clients.submit(() -> sendUntil(end, fuzzer, types)))
                            .toList();
            var sum = new Tally(0, 0);
            for (Future<Tally> tally : tallies) {
                sum = sum.plus(tally.get());
            }
            return sum;
        }
    }

    private Tally sendUntil(long end, Fuzzer fuzzer, Set<String> types) {
        var sum = new Tally(0, 0);
        while (System.nanoTime() < end || answered.get() < least) {
            FuzzedRequest request = fuzzer.next();
            try {
                WireAnswer answer = WireAnswer.to(request, flagmeter.port());
                new Verdict(request, answer, types).check();
                sum = sum.plus(new Tally(1, Verdict.acknowledged(answer)));
                answered.incrementAndGet();
            } catch (IOException | AssertionError e) {
                throw new AssertionError("seed %d, after%n%s".formatted(seed, request), e);
            }
        }
        return sum;
    }

    private boolean isQuiet() throws IOException {
        JsonNode books = json("/reconciliation");
        return books.get("queued").asLong() == 0 && books.get("inFlight").asLong() == 0;
    }

    private JsonNode json(String path) throws IOException {
        return JSON.readTree(flagmeter.get(path).body());
    }

    private record Tally(long requests, long acknowledged) {

        Tally plus(Tally other) {
            return new Tally(requests + other.requests, acknowledged + other.acknowledged);
        }
    }
}
