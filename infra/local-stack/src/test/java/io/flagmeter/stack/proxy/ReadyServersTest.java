package io.flagmeter.stack.proxy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadyServersTest {

    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
    private final ReadyServers servers = new ReadyServers();

    @AfterEach
    void close() {
        servers.close();
    }

    private void add(int port) {
        servers.add(port, () -> ready.contains(port));
    }

    private void awaitOnly(Integer... ports) {
        await().ignoreException(IOException.class)
                .until(
                        () ->
                                Set.of(ports)
                                        .equals(
                                                Set.copyOf(
                                                        List.of(servers.port(), servers.port()))));
    }

    @Test
    void onlyServersThatAreReadyGetConnections() {
        add(1);
        ready.add(2);
        add(2);
        awaitOnly(2);

        ready.add(1);
        awaitOnly(1, 2);

        ready.remove(2);
        awaitOnly(1);
    }

    @Test
    void withoutAReadyServerThereIsNowhereToGo() {
        add(1);

        assertThatExceptionOfType(IOException.class).isThrownBy(servers::port);
    }
}
