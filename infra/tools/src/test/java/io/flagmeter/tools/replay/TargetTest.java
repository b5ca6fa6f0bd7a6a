package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "data/azure-llm-code-2023.csv, azure-llm-code-2023",
        "trace, trace",
        ".hidden, .hidden",
        "my trace (1).csv, my-trace--1-"
    })
    void theTenantIsNamedAfterTheFile(Path file, String tenant) {
        assertThat(Target.tenantOf(file)).isEqualTo(tenant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a\n"})
    void namesTheApiWouldRefuseAreRefusedFirst(String name) {
        assertThatThrownBy(() -> new Target("acme", name)).hasMessageContaining("--feature");
        assertThatThrownBy(() -> new Target(name, "code")).hasMessageContaining("--tenant");
    }

    @Test
    void namesAreUpTo128Characters() {
        assertThat(new Target("a".repeat(128), "gpt-4:x/y@z_.").tenant()).hasSize(128);
        assertThatThrownBy(() -> new Target("a".repeat(129), "code"))
                .hasMessage("--tenant must be 1 to 128 characters of [A-Za-z0-9._:/@-]");
        assertThat(Target.tenantOf(Path.of("x".repeat(200) + ".csv"))).hasSize(128);
    }
}
