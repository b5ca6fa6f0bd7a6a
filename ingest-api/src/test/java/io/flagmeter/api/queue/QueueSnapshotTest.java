package io.flagmeter.api.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.TestMeter;
import io.flagmeter.model.queue.QueueKeys;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QueueSnapshotTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @Inject TestMeter meter;
    @Inject ValkeyCalls valkey;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private QueueSnapshot snapshot() {
        return QueueSnapshot.of(KEYS, valkey.call(QueueSnapshot.command(KEYS)));
    }

    @Test
    void ofElementsThatAreTooLongNoMoreThanTheirBeginningIsRead() {
        byte[] large = new byte[900_000];
        meter.valkey("LPUSH", KEYS.events(), large);
        meter.valkey("LPUSH", KEYS.batch("b"), large);
        meter.valkey("ZADD", KEYS.leases(), 1, "b");

        QueueSnapshot snapshot = snapshot();

        assertThat(snapshot.oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(snapshot.batches().getFirst().oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(QueueState.of(List.of(snapshot), Instant.now()).lagSeconds()).isZero();
    }
}
