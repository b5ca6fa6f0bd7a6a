package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.event.EventCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimedBatchTest {

    private static byte[] encoded(String tenant, String feature) {
        return EventCodec.encode(event("1", tenant, feature, 5));
    }

    /** An API of an older release took them, and another producer may push them. */
    @Test
    void queuedNameThatIsRefusedByNowIsADeadLetterAndItsBatchGoesOn() {
        ClaimedBatch batch =
                TestClaim.batch(
                        "b",
                        List.of(encoded("a", "f"), encoded("a//b", "f"), encoded("a", "f/..")));

        assertThat(batch.events()).hasSize(1);
        assertThat(batch.malformed())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        "tenant must not begin or end with a slash, nor hold two in a row",
                        "feature must not hold . or .. as a part of a path");
        assertThat(new String(batch.malformed().getFirst().payload(), UTF_8)).contains("a//b");
    }
}
