package io.flagmeter.systemtest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.systemtest.backup.Backups.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes back from a backup, and what a restore that cannot succeed leaves alone. */
class RestoreIT {

    private static final String KEY = "correct horse battery staple";

    @AutoClose private static SmallDatabase database;

    @TempDir private Path folder;
    private Backups backups;

    @BeforeAll
    static void start() throws Exception {
        Backups.assumeTools();
        database = new SmallDatabase();
    }

    @BeforeEach
    void open() {
        backups = new Backups(database.url(), folder);
    }

    @Test
    void tornFileIsRefusedBeforeAnythingIsWritten() throws Exception {
        backups.run("backup.sh");
        Path file = backups.path(backups.dumps().getFirst());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));

        Result torn = backups.run("restore.sh", file.toString());

        assertThat(torn.status()).isEqualTo(1);
        assertThat(torn.output()).contains("is no complete backup");
    }

    @Test
    void encryptedBackupHidesItsContentAndWantsItsKey() throws Exception {
        backups.set("FLAGMETER_BACKUP_KEY", KEY);
        Result made = backups.run("backup.sh");
        assertThat(made.status()).as(made.output()).isZero();
        assertThat(made.output()).endsWith(".dump.enc").doesNotContain(KEY);
        assertThat(Files.readString(Path.of(made.output()), StandardCharsets.ISO_8859_1))
                .startsWith("Salted__")
                .doesNotContain("period_totals");

        Result other =
                backups.set("FLAGMETER_BACKUP_KEY", KEY + "!").run("restore.sh", made.output());
        assertThat(other.output()).endsWith("another FLAGMETER_BACKUP_KEY than this one.");
        Result none = backups.set("FLAGMETER_BACKUP_KEY", "").run("restore.sh", made.output());
        assertThat(none.output()).contains("is encrypted; FLAGMETER_BACKUP_KEY must be");

        database.execute("CREATE DATABASE empty");
        backups.set("DATABASE_URL", database.url("empty"))
                .set("FLAGMETER_BACKUP_KEY", KEY)
                .run("restore.sh", made.output());
        assertThat(database.column("empty", "SELECT secret FROM period_totals")).hasSize(9);
    }

    @Test
    void backupComesBackFromTheBucket() throws Exception {
        try (var bucket = new FakeBucket()) {
            backups.set("FLAGMETER_BACKUP_S3_URL", bucket.url());
            backups.run("backup.sh");
            backups.run("backup.sh");
            String newest = backups.dumps().getLast();
            byte[] whole = Files.readAllBytes(backups.path(newest));

            assertThat(backups.run("fetch.sh").output())
                    .isEqualTo(String.join("\n", backups.dumps()));
            Result fetched = backups.run("fetch.sh", newest);

            assertThat(fetched.status()).as(fetched.output()).isZero();
            assertThat(Path.of(fetched.output())).hasBinaryContent(whole);
        }
    }

    @Test
    void killedProofLeavesADatabaseThatTheNextRemoves() throws Exception {
        database.execute("CREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(1)::text");
        String file = backups.run("backup.sh").output();
        database.execute("DROP MATERIALIZED VIEW slow");
        Process proof = backups.start("restore.sh", "--verify", file);
        await().until(() -> !scratch().isEmpty());
        Backups.kill(proof);
        // As if it had been a while ago: one that is just being made is another proof's.
        await().ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(
                        () ->
                                database.execute(
                                        "ALTER DATABASE %s RENAME TO flagmeter_verify_1_1700000000"
                                                .formatted(scratch().getFirst())));
        database.execute("CREATE DATABASE flagmeter_verify_2_9999999999");

        backups.run("restore.sh", "--verify", file);

        assertThat(scratch()).containsExactly("flagmeter_verify_2_9999999999");
        database.execute("DROP DATABASE flagmeter_verify_2_9999999999");
    }

    private static List<String> scratch() throws SQLException {
        return database.column(
                "flagmeter",
                "SELECT datname FROM pg_database WHERE datname LIKE 'flagmeter\\_verify%'");
    }
}
