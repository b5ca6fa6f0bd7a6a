package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {

    private static final StackDirectory DIR = StackDirectory.temporary();
    private static final EmbeddedServer SERVER = EmbeddedPostgres.start(DIR, 0);

    @AfterAll
    static void leaveNothingRunning() {
        SERVER.kill();
        DIR.delete();
    }

    @Test
    void isPostgres18ForTheProductsDatabase() throws SQLException {
        assertThat(SERVER.url())
                .isEqualTo(
                        "postgresql://flagmeter:flagmeter@localhost:%d/flagmeter", SERVER.port());
        assertThat(SERVER.description()).matches("PostgreSQL 18\\.\\d+ \\(bundled\\)");
        assertThat(
                        Sql.query(
                                SERVER,
                                "SELECT current_database() || ' ' || current_setting('server_version')"))
                .startsWith("flagmeter 18.");
    }

    @Test
    void sortsByCodePointInUtf8() throws SQLException {
        assertThat(Sql.query(SERVER, "SELECT current_setting('server_encoding')"))
                .isEqualTo("UTF8");
        assertThat(Sql.query(SERVER, "SELECT 'a' > 'Z'")).isEqualTo("t");
        assertThat(Sql.query(SERVER, "SELECT upper('ä')")).isEqualTo("Ä");
    }

    @Test
    void isDurableAndSmall() throws SQLException {
        for (var expected :
                List.of(
                        "fsync on",
                        "synchronous_commit on",
                        "full_page_writes on",
                        "data_checksums on",
                        "shared_buffers 64MB",
                        "max_connections 50",
                        "jit off")) {
            String name = expected.substring(0, expected.indexOf(' '));
            assertThat(name + " " + Sql.query(SERVER, "SHOW " + name)).isEqualTo(expected);
        }
    }

    @Test
    void wantsThePassword() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> Sql.connect(SERVER, "wrong").close())
                .withMessageContaining("password authentication failed");
    }
}
