package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValkeyFactsTest {

    private static final String GOOD =
            "# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\naof_enabled:1\r\n"
                    + "maxmemory:268435456\r\nmaxmemory_policy:noeviction\r\n";

    @Test
    void serverThatKeepsTheQueueHasNoRisks() {
        var facts = ValkeyFacts.of(GOOD);

        assertThat(facts.risks()).isEmpty();
        assertThat(facts.hindrance()).isEmpty();
    }

    @Test
    void serverThatForgetsOrEvictsIsARiskEach() {
        var facts =
                ValkeyFacts.of(
                        GOOD.replace("aof_enabled:1", "aof_enabled:0")
                                .replace("noeviction", "allkeys-lru"));

        assertThat(facts.risks())
                .containsExactly(
                        "appendonly is no: if Valkey crashes, accepted events are lost",
                        "maxmemory-policy is allkeys-lru: when memory is full, accepted events are"
                                + " deleted");
        assertThat(facts.hindrance())
                .contains("needs a Valkey with appendonly yes, the server has it off");
    }

    @Test
    void policyIsNoRiskWhereMemoryHasNoBound() {
        var facts =
                ValkeyFacts.of(
                        GOOD.replace("maxmemory:268435456", "maxmemory:0")
                                .replace("noeviction", "allkeys-lru"));

        assertThat(facts.risks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.2.4", "7.4", "8.0-rc1", "10.0.1"})
    void newerServersWaitForTheDisk(String version) {
        assertThat(ValkeyFacts.of("redis_version:" + version + "\r\naof_enabled:1").hindrance())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6.2.7, Redis 6.2.7", "7.0.15, Redis 7.0.15", "unknown, Redis unknown"})
    void olderServersCannot(String version, String product) {
        assertThat(ValkeyFacts.of("redis_version:" + version + "\r\naof_enabled:1").hindrance())
                .contains("needs Valkey or Redis 7.2 or newer, the server is " + product);
    }
}
