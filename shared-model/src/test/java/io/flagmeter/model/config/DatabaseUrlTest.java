package io.flagmeter.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void theUsualFormBecomesThreeProperties() {
        assertThat(new DatabaseUrl("postgresql://user:pass@host:5433/db").properties())
                .isEqualTo(
                        Map.of(
                                "quarkus.datasource.jdbc.url", "jdbc:postgresql://host:5433/db",
                                "quarkus.datasource.username", "user",
                                "quarkus.datasource.password", "pass"));
    }

    @Test
    void herokusSchemeTheDefaultPortAndParametersAreUnderstood() {
        assertThat(new DatabaseUrl("postgres://host/db?sslmode=require").properties())
                .isEqualTo(
                        Map.of(
                                "quarkus.datasource.jdbc.url",
                                "jdbc:postgresql://host:5432/db?sslmode=require"));
    }

    @Test
    void escapedCharactersOfAPasswordAreDecodedAndAPlusStaysOne() {
        assertThat(new DatabaseUrl("postgresql://u:p%40%3Aa+b%2F@host/db").properties())
                .containsEntry("quarkus.datasource.password", "p@:a+b/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_db", "10.0.0.7", "[::1]", "db.internal.example"})
    void aHostMayBeAnyNameOrAddress(String host) {
        assertThat(new DatabaseUrl("postgresql://" + host + "/db").properties())
                .containsEntry(
                        "quarkus.datasource.jdbc.url", "jdbc:postgresql://" + host + ":5432/db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://user:secret@host/db",
                "postgresql://user:secret@host",
                "postgresql:///db",
                "user:secret@host",
                "postgresql://user:secret@host name/db"
            })
    void anythingElseIsRefusedWithoutRepeatingThePassword(String url) {
        assertThatThrownBy(() -> new DatabaseUrl(url).properties())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "DATABASE_URL must look like postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("secret");
    }
}
