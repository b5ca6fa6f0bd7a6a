package io.flagmeter.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

/** Limits for the tenants of {@link EventRequests#limited}, which nobody passes. */
final class BenchLimits {

    private static final String LIMIT =
            "{\"requestsPerMinute\":10000000000,\"tokensPerMinute\":10000000000}";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private BenchLimits() {}

    /** Returns when the API on this port keeps them. */
    static void set(int port) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            String last = "";
            for (int i = 0; i < EventRequests.TENANTS; i++) {
                last = EventRequests.LIMITED.replace("###", "%03d".formatted(i));
                var put = request(port, "/rate-limits/tenant:" + last);
                int status =
                        client.send(
                                        put.PUT(BodyPublishers.ofString(LIMIT)).build(),
                                        BodyHandlers.discarding())
                                .statusCode();
                if (status != 200) {
                    throw new IOException("PUT /rate-limits answered " + status);
                }
            }
            var usage = request(port, "/usage/" + last).GET().build();
            long began = System.nanoTime();
            HttpResponse<Void> answer;
            do {
                if (System.nanoTime() - began > PATIENCE_NANOS) {
                    throw new IOException("the API does not keep its limits");
                }
                answer = client.send(usage, BodyHandlers.discarding());
            } while (answer.headers().firstValue("RateLimit").isEmpty());
        }
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + BenchKey.TEXT)
                .header("Content-Type", "application/json");
    }
}
