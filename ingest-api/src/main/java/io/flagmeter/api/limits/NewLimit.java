package io.flagmeter.api.limits;

import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.queue.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a limit is to be; null is any number. */
record NewLimit(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        int burstSeconds,
        String algorithm) {

    static final List<String> FIELDS =
            List.of("requestsPerMinute", "tokensPerMinute", "burstSeconds", "algorithm");

    private static final String BUCKET = "bucket";
    private static final String WINDOW = "window";
    private static final int LONGEST_BURST = 3_600;
    private static final long BURST = 60;

    static NewLimit of(JsonFields fields) {
        Long requests = fields.integer("requestsPerMinute", 1, RateLimit.LARGEST).orElse(null);
        Long tokens = fields.integer("tokensPerMinute", 1, RateLimit.LARGEST).orElse(null);
        if (requests == null && tokens == null) {
            throw JsonFields.invalid(
                    "requestsPerMinute", "or tokensPerMinute must be given: DELETE ends a limit");
        }
        String algorithm = fields.text("algorithm").orElse(BUCKET);
        if (!algorithm.equals(BUCKET) && !algorithm.equals(WINDOW)) {
            throw JsonFields.invalid("algorithm", "must be bucket or window");
        }
        if (algorithm.equals(WINDOW) && fields.has("burstSeconds")) {
            throw JsonFields.invalid("burstSeconds", "is for the algorithm bucket only");
        }
        long burst = fields.integer("burstSeconds", 1, LONGEST_BURST).orElse(BURST);
        return new NewLimit(requests, tokens, (int) burst, algorithm);
    }
}
