package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ServicePortsTest {

    @Test
    void servicesTakeThreePortsInARow() {
        var ports = new ServicePorts(9080);

        assertThat(ports.of(Service.INGEST_API)).isEqualTo(9080);
        assertThat(ports.of(Service.ROLLUP_WORKER)).isEqualTo(9081);
        assertThat(ports.of(Service.ALERTING)).isEqualTo(9082);
    }

    @Test
    void lastOfThePortsMustExist() {
        assertThat(new ServicePorts(65533).of(Service.ALERTING)).isEqualTo(65535);
        assertThatThrownBy(() -> new ServicePorts(65534)).hasMessageContaining("next two");
    }

    @Test
    void portSomebodyListensOnIsNotFree() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
            assertThat(ServicePorts.isFree("127.0.0.1", port)).isFalse();
        }
        assertThat(ServicePorts.isFree("127.0.0.1", port)).isTrue();
    }

    @Test
    void takenPortNamesItsServiceAndTheWayOut() {
        assertThat(new ServicePorts(8080).taken(Service.ROLLUP_WORKER))
                .hasMessageContaining("8081")
                .hasMessageContaining("rollup-worker")
                .hasMessageContaining("--port 9080");
    }
}
