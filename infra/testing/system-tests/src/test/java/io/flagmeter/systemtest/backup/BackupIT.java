package io.flagmeter.systemtest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.systemtest.backup.Backups.Result;
import io.flagmeter.systemtest.backup.FakeBucket.Mood;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups are made, kept and copied when the bucket, the database or the process fails. */
class BackupIT {

    @AutoClose private static SmallDatabase database;

    @TempDir private Path folder;
    @AutoClose private FakeBucket bucket;
    private Backups backups;

    @BeforeAll
    static void start() throws Exception {
        Backups.assumeTools();
        database = new SmallDatabase();
    }

    @BeforeEach
    void open() throws Exception {
        bucket = new FakeBucket();
        backups = new Backups(database.url(), folder).set("FLAGMETER_BACKUP_S3_URL", bucket.url());
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
            Backups.kill(schedule);
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
        try (Connection obstacle = obstacle()) {
            Process backup = backups.start("backup.sh");
            await().until(() -> !backups.files(".*partial").isEmpty());
            Backups.kill(backup);
        }
        assertThat(backups.dumps()).isEmpty();
        assertThat(backups.files(".*partial")).hasSize(1);

        await().until(() -> backups.run("backup.sh").status() == 0);

        assertThat(backups.files(".*partial")).isEmpty();
        assertThat(backups.dumps()).hasSize(1);
    }

    @Test
    void killedBackupTurnsHealthRedUntilTheNext() throws Exception {
        Process schedule;
        try (Connection obstacle = obstacle()) {
            schedule = backups.start("schedule.sh");
            await().until(() -> !backups.files(".*partial").isEmpty());

            schedule.children().forEach(Backups::kill);

            await().until(() -> Files.exists(backups.path(".failed")));
            assertThat(backups.run("healthy.sh").output()).contains("backup.sh was killed");
        }
        try {
            await().until(backups::healthy);
            assertThat(bucket.objects()).containsOnlyKeys(backups.dumps());
        } finally {
            Backups.kill(schedule);
        }
    }

    @Test
    void killedCopyIsMadeByTheNext() throws Exception {
        bucket.mood = Mood.HANG;
        Process backup = backups.set("FLAGMETER_BACKUP_STALL_SECONDS", "60").start("backup.sh");
        await().until(() -> bucket.asked() > 0);
        Backups.kill(backup);
        assertThat(backups.dumps()).hasSize(1);
        bucket.mood = Mood.ACCEPT;

        await().until(() -> backups.run("upload.sh").status() == 0);

        assertThat(bucket.objects()).containsOnlyKeys(backups.dumps());
    }

    @Test
    void anotherBucketGetsWhatIsKeptAsWell() throws Exception {
        assertThat(backups.run("backup.sh").status()).isZero();
        try (var other = new FakeBucket()) {
            backups.set("FLAGMETER_BACKUP_S3_URL", other.url());

            assertThat(backups.run("upload.sh").status()).isZero();

            assertThat(other.objects()).containsOnlyKeys(backups.dumps());
        }
    }

    @Test
    void whatWasFetchedIsNoBackupOfToday() throws Exception {
        backups.run("backup.sh");
        String old = backups.dumps().getFirst();
        assertThat(backups.run("fetch.sh", old).status()).isZero();
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(backups.path(old), yesterday);
        assertThat(backups.healthy()).isFalse();

        Process schedule = backups.start("schedule.sh");
        try {
            await().until(backups::healthy);
            assertThat(backups.dumps()).hasSize(2);
        } finally {
            Backups.kill(schedule);
        }
    }

    /** Lets pg_dump wait. */
    private static Connection obstacle() throws SQLException {
        Connection connection = database.connect("flagmeter");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE period_totals IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }
}
