package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.model.queue.QueueKeys;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueSnapshotTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedValkey valkey = EmbeddedValkey.start(StackDirectory.temporary(), 0);
    private final Redis client = Redis.createClient(vertx, valkey.url());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        valkey.kill();
    }

    private Response send(Request command) {
        return client.send(command).toCompletionStage().toCompletableFuture().join();
    }

    private QueueSnapshot snapshot() {
        return QueueSnapshot.of(KEYS, send(QueueSnapshot.command(KEYS)));
    }

    @Test
    void ofElementsThatAreTooLongNoMoreThanTheirBeginningIsRead() {
        byte[] large = new byte[900_000];
        send(Request.cmd(Command.LPUSH).arg(KEYS.events()).arg(large));
        send(Request.cmd(Command.LPUSH).arg(KEYS.batch("b")).arg(large));
        send(Request.cmd(Command.ZADD).arg(KEYS.leases()).arg(1).arg("b"));
        QueueSnapshot snapshot = snapshot();
        assertThat(snapshot.oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(snapshot.batches().getFirst().oldest().bytes()).hasSizeLessThan(2_000);
        assertThat(QueueState.of(List.of(snapshot), Instant.now()).lagSeconds()).isZero();
    }
}
