package io.flagmeter.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tenants/a/",
                "/tenants//a",
                "/tenants/a;b=c",
                "/tenants/./a",
                "/tenants/a/..",
                "/tenants/%2e%2E/a"
            })
    void pathThatWouldBeTidiedIsNotExact(String path) {
        assertThat(ExactPath.isTidied(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tenants", "/tenants/a.b", "/tenants/..a", "/tenants/a%2Fb"})
    void otherPathsAre(String path) {
        assertThat(ExactPath.isTidied(path)).isFalse();
    }
}
