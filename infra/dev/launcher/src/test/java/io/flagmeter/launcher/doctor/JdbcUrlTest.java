package io.flagmeter.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JdbcUrlTest {

    @Test
    void accountIsDecodedAndLeavesTheUrl() {
        var jdbc = JdbcUrl.of("postgresql://me:a%40b+c@db:6432/meter?sslmode=require");

        assertThat(jdbc.url()).isEqualTo("jdbc:postgresql://db:6432/meter?sslmode=require");
        assertThat(jdbc.account()).containsEntry("user", "me").containsEntry("password", "a@b+c");
    }

    @Test
    void jdbcUrlAndMissingPartsPass() {
        assertThat(JdbcUrl.of("jdbc:postgresql://db/meter").url())
                .isEqualTo("jdbc:postgresql://db/meter");
        assertThat(JdbcUrl.of("postgres://db/meter").account()).doesNotContainKey("user");
    }
}
