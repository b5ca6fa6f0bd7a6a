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
                                keys.claimed(),
                                keys.batch("b"),
                                keys.leases(),
                                keys.deadLetters()))
                .containsExactly(
                        "flagmeter:{3}:events",
                        "flagmeter:{3}:accepted",
                        "flagmeter:{3}:claimed",
                        "flagmeter:{3}:batch:b",
                        "flagmeter:{3}:leases",
                        "flagmeter:{3}:dead");
    }

    @Test
    void aPartitionIsNotNegative() {
        assertThatThrownBy(() -> new QueueKeys(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
