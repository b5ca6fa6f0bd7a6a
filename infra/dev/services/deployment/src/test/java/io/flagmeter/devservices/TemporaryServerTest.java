package io.flagmeter.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TemporaryServerTest {

    @Test
    void nothingIsLeftOfItWhenItIsClosed() {
        var used = new AtomicReference<StackDirectory>();
        var service =
                new TemporaryServer(
                        (dir, port) -> {
                            used.set(dir);
                            return EmbeddedValkey.start(dir, port);
                        });

        service.start();
        var process = service.server().process();
        assertThat(process.isAlive()).isTrue();
        assertThat(service.getConnectionInfo()).startsWith("redis://localhost:");

        service.close();
        // Killed, it is a zombie until whoever inherited it takes note.
        await().until(() -> !process.isAlive());
        assertThat(used.get().root()).doesNotExist();
    }
}
