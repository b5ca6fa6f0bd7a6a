package io.flagmeter.tools.chaos;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.tools.SentEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a client spells an event: a third tell, as Anthropic does, what the tokens consist of. */
final class Dialect {

    /** Ends the ids of events that do, so that whoever compares knows it of each. */
    private static final String VENDORS = "v";

    private Dialect() {}

    /** The id of the event of this number. */
    static String id(String prefix, long number) {
        return prefix + '-' + number + (number % 3 == 0 ? VENDORS : "");
    }

    /** Null for an event that tells its tokens only. */
    static @Nullable TokenParts parts(SentEvent event) {
        if (!event.id().endsWith(VENDORS)) {
            return null;
        }
        long rest = event.tokens();
        long cached = rest / 2;
        rest -= cached;
        long written = rest / 3;
        rest -= written;
        long output = rest / 2;
        rest -= output;
        return new TokenParts(rest, cached, written, output - output / 2, output / 2);
    }

    /** What is sent, as JSON. */
    static Object json(SentEvent event) {
        TokenParts parts = parts(event);
        return parts == null
                ? event
                : Map.of(
                        "id",
                        event.id(),
                        "tenant",
                        event.tenant(),
                        "feature",
                        event.feature(),
                        "timestamp",
                        event.timestamp().toString(),
                        "usage",
                        Map.of(
                                "input_tokens",
                                parts.input(),
                                "cache_read_input_tokens",
                                parts.cachedInput(),
                                "cache_creation_input_tokens",
                                parts.cacheWrite(),
                                "output_tokens",
                                parts.output() + parts.reasoning(),
                                "output_tokens_details",
                                Map.of("thinking_tokens", parts.reasoning())));
    }
}
