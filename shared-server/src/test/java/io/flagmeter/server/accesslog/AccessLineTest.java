package io.flagmeter.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccessLineTest {

    @Test
    void nameThatLooksLikeALineStaysInItsOwn() {
        var line =
                new AccessLine(
                        "GET", "/usage/{tenant}", 200, 1_234_567, 312, "a\"\n{b", "::1", "r-1");

        assertThat(line.toJson())
                .isEqualTo(
                        "{\"method\":\"GET\",\"path\":\"/usage/{tenant}\",\"status\":200,"
                                + "\"millis\":1.235,\"bytes\":312,\"caller\":\"a\\\"\\n{b\","
                                + "\"address\":\"::1\",\"requestId\":\"r-1\"}");
    }
}
