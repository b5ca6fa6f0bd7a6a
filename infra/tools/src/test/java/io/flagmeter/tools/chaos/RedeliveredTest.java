package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

class RedeliveredTest {

    @Test
    void addsUpOverTheRestartsOfAWorker() {
        try (var http = HttpClient.newHttpClient()) {
            var redelivered = new Redelivered(http, URI.create("http://localhost/q/metrics"));

            redelivered.see(3);
            redelivered.see(5);
            redelivered.see(0); // restarted
            redelivered.see(4);

            assertThat(redelivered.events()).isEqualTo(9);
        }
    }
}
