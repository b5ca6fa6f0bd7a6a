package io.flagmeter.launcher;

import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The scripts of {@code infra/backup}, pointed at the database that this clone runs. */
final class BackupCommands {

    private BackupCommands() {}

    /** {@code flagmeter backup}. */
    @Command(
            name = "backup",
            description =
                    "Writes the database to a file of pg_dump's custom format and prints its name.",
            footer = {
                "Takes this clone's PostgreSQL, or that of DATABASE_URL, while everything goes on. Files are kept",
                "in .flagmeter/backups, or FLAGMETER_BACKUP_DIR; the newest 14 (FLAGMETER_BACKUP_KEEP) stay.",
                "FLAGMETER_BACKUP_S3_URL copies each to a bucket, FLAGMETER_BACKUP_KEY encrypts them. Needs pg_dump of",
                "PostgreSQL 18 or newer, on the PATH or in FLAGMETER_PG_BIN; with Compose,",
                "docker compose exec backup /opt/flagmeter/backup.sh needs nothing."
            })
    static final class Backup implements Callable<Integer> {

        private final LocalStack stack;

        Backup(LocalStack stack) {
            this.stack = stack;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            return run(stack, "backup.sh");
        }
    }

    /** {@code flagmeter restore}. */
    @Command(
            name = "restore",
            description =
                    "Restores a backup into the empty database of DATABASE_URL, or proves that it could be.",
            footer = {
                "Needs pg_restore and psql of PostgreSQL 18 or newer, on the PATH or in FLAGMETER_PG_BIN. Exit",
                "status 1 if the file cannot be restored or its figures differ."
            })
    static final class Restore implements Callable<Integer> {

        private final LocalStack stack;

        @Option(
                names = "--verify",
                description =
                        "Restore into a scratch database, compare totals, rollups and events, drop it")
        private boolean verify;

        @Parameters(paramLabel = "FILE", description = "The backup")
        private Path file = Path.of("");

        Restore(LocalStack stack) {
            this.stack = stack;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            return verify
                    ? run(stack, "restore.sh", "--verify", file.toString())
                    : run(stack, "restore.sh", file.toString());
        }
    }

    private static int run(LocalStack stack, String script, String... words)
            throws IOException, InterruptedException {
        Path file = stack.checkout().resolve("infra/backup").resolve(script);
        return HandOver.to(
                Stream.concat(Stream.of(file.toString()), Stream.of(words)).toList(),
                Map.of(
                        Server.POSTGRES.variable(),
                        Server.POSTGRES
                                .replacement()
                                .or(() -> embedded(stack))
                                .orElseThrow(() -> none())));
    }

    private static Optional<String> embedded(LocalStack stack) {
        return LastRun.read(stack)
                .map(run -> run.address(Server.POSTGRES))
                .filter(address -> !address.isEmpty() && !address.startsWith(Backend.EXTERNAL))
                .map(address -> "postgresql://flagmeter:flagmeter@" + address);
    }

    private static UserError none() {
        return UserError.about(
                "No database of this clone runs; start it with ./flagmeter up --detach, "
                        + "or set DATABASE_URL.");
    }
}
