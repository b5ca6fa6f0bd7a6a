package io.flagmeter.model.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueueKeysTest {

    @Test
    void allKeysOfAPartitionShareItsHashTag() {
        QueueKeys keys = new QueueKeys(3);

        assertThat(
                        List.of(
                                keys.events(),
                                keys.accepted(),
                                keys.own(),
                                keys.claimed(),
                                keys.claimedOwn(),
                                keys.claimedOther(),
                                keys.start(),
                                keys.epoch(),
                                keys.gate(),
                                keys.batch("b"),
                                keys.leases(),
                                keys.deadLetters(),
                                keys.droppedLetters()))
                .containsExactly(
                        "flagmeter:{3}:events",
                        "flagmeter:{3}:accepted",
                        "flagmeter:{3}:own",
                        "flagmeter:{3}:claimed",
                        "flagmeter:{3}:claimed-own",
                        "flagmeter:{3}:claimed-other",
                        "flagmeter:{3}:start",
                        "flagmeter:{3}:epoch",
                        "flagmeter:{3}:gate",
                        "flagmeter:{3}:batch:b",
                        "flagmeter:{3}:leases",
                        "flagmeter:{3}:dead",
                        "flagmeter:{3}:dead-dropped");
    }

    @Test
    void aPartitionIsNotNegative() {
        assertThatThrownBy(() -> new QueueKeys(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
