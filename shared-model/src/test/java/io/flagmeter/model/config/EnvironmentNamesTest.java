package io.flagmeter.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentNamesTest {

    @Test
    void theNamesThatUsersKnowConfigureTheClients() {
        SmallRyeConfig config =
                config(
                        Map.of(
                                "DATABASE_URL", "postgresql://u:p@db/meter",
                                "VALKEY_URL", "redis://cache:6379",
                                "LOG_LEVEL", "debug",
                                "FLAGMETER_LOG_FORMAT", "json"));

        assertThat(config.getRawValue("quarkus.datasource.jdbc.url"))
                .isEqualTo("jdbc:postgresql://db:5432/meter");
        assertThat(config.getRawValue("quarkus.redis.hosts")).isEqualTo("redis://cache:6379");
        assertThat(config.getRawValue("quarkus.redis.client-type")).isEqualTo("standalone");
        assertThat(config.getRawValue("quarkus.log.level")).isEqualTo("DEBUG");
        assertThat(config.getRawValue("quarkus.log.console.json.enabled")).isEqualTo("true");
    }

    @Test
    void namesThatAreNotSetChangeNothing() {
        assertThat(config(Map.of()).getRawValue("quarkus.redis.hosts")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "valkey://host:6379, redis://host:6379",
        "valkeys://host:6379, rediss://host:6379",
        "rediss://u:p@host, rediss://u:p@host"
    })
    void valkeysOwnSchemeIsUnderstood(String given, String expected) {
        assertThat(EnvironmentNames.redisUrls(given)).containsExactly(expected);
    }

    @Test
    void severalHostsAreACluster() {
        SmallRyeConfig config =
                config(Map.of("VALKEY_URL", "valkey://a:1, valkey://b:2,valkey://c:3"));

        assertThat(config.getRawValue("quarkus.redis.hosts"))
                .isEqualTo("redis://a:1,redis://b:2,redis://c:3");
        assertThat(config.getRawValue("quarkus.redis.client-type")).isEqualTo("cluster");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:6379", "http://host", "redis://", "redis://a:1,", ""})
    void anyOtherValkeyUrlIsRefused(String url) {
        assertThatThrownBy(() -> EnvironmentNames.redisUrls(url))
                .hasMessageStartingWith("VALKEY_URL must look like redis://host:6379");
    }

    @Test
    void anUnknownLogLevelIsRefused() {
        assertThatThrownBy(() -> EnvironmentNames.logLevel("loud"))
                .hasMessage("LOG_LEVEL must be one of trace, debug, info, warn, error");
    }

    @Test
    void anUnknownLogFormatIsRefused() {
        assertThatThrownBy(() -> EnvironmentNames.isJson("xml"))
                .hasMessage("FLAGMETER_LOG_FORMAT must be text or json");
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .withSources(new EnvironmentNames())
                .build();
    }
}
