package io.flagmeter.api.queue;

import static io.flagmeter.api.queue.EventsDuringFaults.assertUnavailableInTime;
import static io.flagmeter.api.queue.EventsDuringFaults.awaitRecovery;
import static io.flagmeter.api.queue.EventsDuringFaults.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.flagmeter.api.Api;
import io.flagmeter.api.OwnServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnServers.class)
class ValkeyConnectionsTest {

    @BeforeEach
    void empty() throws IOException {
        tell("FLUSHALL");
        awaitRecovery();
    }

    @Test
    void connectionThatNeverAnswersAgainIsGivenUp() throws IOException {
        Files.createFile(OwnServers.mute());
        Api.atOnce(8, () -> assertUnavailableInTime(event("during")));
        Files.delete(OwnServers.mute());

        awaitRecovery();
        Api.get("/q/health/ready").statusCode(200);
    }

    @Test
    void valkeyWithTooManyClientsIsA503AndRecovers() throws IOException {
        try (var only = new Socket("localhost", OwnServers.valkey().port())) {
            tell(only, "CONFIG SET maxclients 1");
            try {
                tell(only, "CLIENT KILL TYPE normal");
                await().during(3, SECONDS)
                        .atMost(20, SECONDS)
                        .untilAsserted(() -> assertUnavailableInTime(event("during")));
            } finally {
                tell(only, "CONFIG SET maxclients 1000");
            }
        }

        awaitRecovery();
    }

    private static void tell(String command) throws IOException {
        try (var socket = new Socket("localhost", OwnServers.valkey().port())) {
            tell(socket, command);
        }
    }

    private static void tell(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
        while (socket.getInputStream().read() != '\n') {
            // The answer is a line of no interest.
        }
    }
}
