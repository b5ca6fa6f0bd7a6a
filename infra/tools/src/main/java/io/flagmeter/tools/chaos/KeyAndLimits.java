package io.flagmeter.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the clients of a run have to keep: they send with a key that the API has made, which has a
 * limit, and so has each tenant. The tenants' is a little more than the clients send on average, so
 * that it holds up those who make up for a fault and nobody for long.
 */
record KeyAndLimits(ApiAddress api, ChaosOptions how) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Makes the key and the limits, and returns what the clients call when both count. */
    ApiAddress set() throws IOException, InterruptedException {
        try (var operator = new FlagMeterClient(api, Client.PATIENCE)) {
            JsonNode key =
                    operator.ask(
                            operator.post(
                                    "/keys",
                                    Map.of(
                                            "name",
                                            "chaos",
                                            "scopes",
                                            List.of("ingest", "read", "admin"))));
            operator.ask(
                    operator.put(
                            "/rate-limits/key:" + key.path("id").asText(),
                            Map.of("requestsPerMinute", requests(), "algorithm", "window")));
            operator.ask(
                    operator.put(
                            "/rate-limits/default",
                            Map.of("tokensPerMinute", tokens(), "burstSeconds", 1)));
            var address =
                    new ApiAddress(
                            api.url(), new OperatorKey(Optional.of(key.path("key").asText())));
            try (var client = new FlagMeterClient(address, Client.PATIENCE)) {
                await(client);
            }
            return address;
        }
    }

    /** A minute: one of as many as there are events, which nobody passes who has batches. */
    private long requests() {
        return how.rate() * 60L;
    }

    /** A minute, for each tenant. */
    private long tokens() {
        return how.rate() * 60L * Traffic.MEAN_TOKENS * 5 / 4 / how.tenants();
    }

    private static void await(FlagMeterClient client) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (client.send(client.usageOf(Traffic.tenant(0)))
                .headers()
                .firstValue("RateLimit")
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the API does not keep its limits");
            }
            Thread.sleep(100);
        }
    }
}
