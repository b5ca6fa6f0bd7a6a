package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {

    @Test
    void checksThatAreDownAreNamed() {
        String body =
                """
                {"status": "DOWN", "checks": [
                    {"name": "Valkey", "status": "UP"},
                    {"name": "PostgreSQL", "status": "DOWN"}]}
                """;

        assertThat(Health.notReady(503, body)).isEqualTo("down: PostgreSQL");
    }

    @Test
    void anythingElseIsItsStatus() {
        assertThat(Health.notReady(404, "<html>")).isEqualTo("answers 404");
    }
}
