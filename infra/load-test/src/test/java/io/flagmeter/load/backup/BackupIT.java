package io.flagmeter.load.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.load.backup.Backups.Result;
import io.flagmeter.load.backup.FakeBucket.Mood;
import io.flagmeter.stack.server.EmbeddedPostgres;
import io.flagmeter.stack.server.StackDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of backups when the bucket, the database or the process fails. */
class BackupIT {

    private static final String KEY = "correct horse battery staple";

    private static StackDirectory directory;
    private static EmbeddedPostgres postgres;

    @TempDir private Path folder;
    private FakeBucket bucket;
    private Backups backups;

    @BeforeAll
    static void start() throws Exception {
        Backups.assumeTools();
        directory = StackDirectory.temporary();
        postgres = EmbeddedPostgres.start(directory, 0);
        execute("CREATE TABLE period_totals (secret text)");
        execute("INSERT INTO period_totals SELECT 'whsec_' || i FROM generate_series(1, 9) i");
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.stop();
            directory.delete();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bucket = new FakeBucket();
        backups = new Backups(postgres.url(), folder).set("FLAGMETER_BACKUP_S3_URL", bucket.url());
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"FORBID", "HANG"})
    void failedCopyIsTriedAgainAndHealthTellsBoth(Mood mood) throws Exception {
        bucket.mood = mood;
        Process schedule = backups.start("schedule.sh");
        try {
            await().until(() -> Files.exists(backups.path(".failed")));
            assertThat(backups.healthy()).isFalse();

            bucket.mood = Mood.ACCEPT;

            await().until(backups::healthy);
            assertThat(backups.dumps()).hasSize(1);
            assertThat(bucket.objects()).containsOnlyKeys(backups.dumps());
        } finally {
            end(schedule);
        }
    }

    @Test
    void bucketThatRefusesDoesNotFillTheDiskAndGetsLaterWhatIsKept() {
        bucket.mood = Mood.FORBID;
        backups.set("FLAGMETER_BACKUP_KEEP", "2");
        for (int i = 0; i < 3; i++) {
            Result refused = backups.run("backup.sh");
            assertThat(refused.status()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("could not be copied");
        }
        assertThat(backups.dumps()).hasSize(2);

        bucket.mood = Mood.ACCEPT;
        Result copied = backups.run("upload.sh");

        assertThat(copied.status()).as(copied.output()).isZero();
        assertThat(bucket.objects()).containsOnlyKeys(backups.dumps());
    }

    @Test
    void copyIsMadeOnce() {
        assertThat(backups.run("backup.sh").status()).isZero();
        bucket.objects().clear();

        assertThat(backups.run("upload.sh").status()).isZero();

        assertThat(bucket.objects()).isEmpty();
    }

    @Test
    void databaseThatIsAwayLeavesNothingBehindAndTurnsHealthRed() {
        assertThat(backups.run("backup.sh").status()).isZero();
        assertThat(backups.healthy()).isTrue();
        List<String> before = backups.dumps();

        backups.set("DATABASE_URL", "postgresql://flagmeter@127.0.0.1:1/flagmeter");
        assertThat(backups.run("backup.sh").status()).isEqualTo(1);

        assertThat(backups.healthy()).isFalse();
        assertThat(backups.dumps()).isEqualTo(before);
        assertThat(backups.files(".*partial")).isEmpty();
    }

    @Test
    void killedBackupLeavesNothingThatLooksLikeOneAndTheNextRemovesIt() throws Exception {
        try (Connection connection = connect("flagmeter");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE period_totals IN ACCESS EXCLUSIVE MODE");
            Process backup = backups.start("backup.sh");
            await().until(() -> !backups.files(".*partial").isEmpty());
            end(backup);
        }
        assertThat(backups.dumps()).isEmpty();
        assertThat(backups.files(".*partial")).hasSize(1);

        await().until(() -> backups.run("backup.sh").status() == 0);

        assertThat(backups.files(".*partial")).isEmpty();
        assertThat(backups.dumps()).hasSize(1);
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

        execute("CREATE DATABASE empty");
        backups.set("DATABASE_URL", postgres.url().replaceFirst("/flagmeter$", "/empty"))
                .set("FLAGMETER_BACKUP_KEY", KEY)
                .run("restore.sh", made.output());
        try (Connection connection = connect("empty");
                Statement statement = connection.createStatement();
                ResultSet counted =
                        statement.executeQuery("SELECT count(secret) FROM period_totals")) {
            counted.next();
            assertThat(counted.getInt(1)).isEqualTo(9);
        }
    }

    @Test
    void backupComesBackFromTheBucket() throws Exception {
        backups.run("backup.sh");
        backups.run("backup.sh");
        String newest = backups.dumps().getLast();
        byte[] whole = Files.readAllBytes(backups.path(newest));

        assertThat(backups.run("fetch.sh").output()).isEqualTo(String.join("\n", backups.dumps()));
        Result fetched = backups.run("fetch.sh", newest);

        assertThat(fetched.status()).as(fetched.output()).isZero();
        assertThat(Path.of(fetched.output())).hasBinaryContent(whole);
    }

    /** As {@code kill -9} of a container does. */
    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect("flagmeter");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(String database) throws SQLException {
        String address = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
        return DriverManager.getConnection(address, "flagmeter", "flagmeter");
    }
}
