package io.flagmeter.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.Server;
import io.flagmeter.launcher.doctor.Finding.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValkeyCheckTest {

    @ParameterizedTest
    @CsvSource({
        "7.2, 7.2, true",
        "7.2.4, 7.2, true",
        "8.0-rc1, 7.2, true",
        "10.0.1, 7.2, true",
        "7.1.9, 7.2, false",
        "6.0.16, 6.2, false",
        "'', 6.2, false"
    })
    void versionsCompareByNumber(String version, String needed, boolean enough) {
        assertThat(ValkeyCheck.isAtLeast(version, needed)).isEqualTo(enough);
    }

    @Test
    void valkeyIsKnownByItsOwnVersionAndNotByTheOneItClaimsForOldClients() {
        var info = ServerInfo.parse("redis_version:7.2.4\r\nvalkey_version:8.0.1\r\n");

        assertThat(ValkeyCheck.version(info)).isEqualTo(Finding.good("version", "Valkey 8.0.1"));
    }

    @Test
    void olderRedisIsGoodAndItIsSaidWhatANewerServerAdds() {
        var info = ServerInfo.parse("redis_version:6.2.11\r\n");

        assertThat(ValkeyCheck.version(info))
                .isEqualTo(
                        Finding.good(
                                "version",
                                "Redis 6.2.11; Valkey 7.2 or newer adds"
                                        + " FLAGMETER_INGEST_DURABILITY=fsync"));
    }

    @Test
    void dataThatOnlyANewerServerReadsIsFoundAlthoughNoneRuns() throws Exception {
        var stack = new LocalStack(Path.of("."), StackDirectory.temporary());
        Files.createDirectories(stack.directory().data("valkey").resolve("appendonlydir"));
        var bundled = Map.of("FLAGMETER_VALKEY", "bundled");

        assertThatIllegalStateException()
                .isThrownBy(() -> DoctorTarget.of(stack, Server.VALKEY, bundled))
                .withMessageContaining("was written by a newer server than redis-server 6.2");
    }

    @Test
    void serverThatForgetsOrEvictsIsBad() {
        var info =
                ServerInfo.parse("# Memory\r\naof_enabled:0\r\nmaxmemory_policy:allkeys-lru\r\n");

        assertThat(ValkeyCheck.persistence(info).verdict()).isEqualTo(Verdict.BAD);
        assertThat(ValkeyCheck.eviction(info).verdict()).isEqualTo(Verdict.BAD);
    }

    @Test
    void serverThatKeepsTheQueueIsGood() {
        var info = ServerInfo.parse("aof_enabled:1\r\nmaxmemory_policy:noeviction\r\n");

        assertThat(ValkeyCheck.persistence(info).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(ValkeyCheck.eviction(info).verdict()).isEqualTo(Verdict.GOOD);
    }

    @Test
    void policyOfAServerWithoutABoundEvictsNothing() {
        var info = ServerInfo.parse("maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n");

        assertThat(ValkeyCheck.eviction(info).verdict()).isEqualTo(Verdict.GOOD);
    }
}
