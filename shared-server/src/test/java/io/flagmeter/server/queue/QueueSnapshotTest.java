package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueSnapshotTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @RegisterExtension private final TestValkey valkey = new TestValkey();

    private QueueSnapshot snapshot() throws Exception {
        return QueueSnapshot.of(KEYS, valkey.ask(QueueSnapshot.command(KEYS)));
    }

    @Test
    void ofElementsThatAreTooLongNoMoreThanTheirBeginningIsRead() throws Exception {
        byte[] large = new byte[900_000];
        valkey.ask(Request.cmd(Command.LPUSH).arg(KEYS.events()).arg(large));
        valkey.ask(Request.cmd(Command.LPUSH).arg(KEYS.batch("b")).arg(large));
        valkey.ask(Request.cmd(Command.ZADD).arg(KEYS.leases()).arg(1).arg("b"));
        QueueSnapshot snapshot = snapshot();
        assertThat(snapshot.oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(snapshot.batches().getFirst().oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(QueueState.of(List.of(snapshot), Instant.now()).lagSeconds()).isZero();
    }
}
