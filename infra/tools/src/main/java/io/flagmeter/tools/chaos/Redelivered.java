package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * How many events one worker found to be applied already, because their batch was delivered again.
 * Shows that faults fell between a commit and its acknowledgement. Added up over restarts, which
 * begin at zero; what a worker saw between the last look and its end is missing.
 */
final class Redelivered {
    private static final String METRIC = "flagmeter_events_redelivered_total";

    private final HttpClient http;
    private final URI metrics;
    private long earlierLives;
    private long thisLife;

    Redelivered(HttpClient http, URI metrics) {
        this.http = http;
        this.metrics = metrics;
    }

    void look() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(2)).build();
            String body = http.send(request, BodyHandlers.ofString()).body();
            see(valueIn(body));
        } catch (IOException e) {
            // Only evidence: the next look sees it too, or the end comes before.
        }
    }

    void see(long value) {
        earlierLives += value < thisLife ? thisLife : 0;
        thisLife = value;
    }

    long events() {
        return earlierLives + thisLife;
    }

    private static long valueIn(String body) {
        return body.lines()
                .filter(line -> line.startsWith(METRIC))
                .mapToLong(line -> (long) Double.parseDouble(line.replaceFirst(".* ", "")))
                .sum();
    }
}
