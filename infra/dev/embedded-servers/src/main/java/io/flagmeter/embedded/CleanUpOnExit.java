package io.flagmeter.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Removes temporary stacks with their servers when this JVM has ended, also by SIGKILL: a shell
 * that waits for the end of its input, which the operating system brings about.
 */
final class CleanUpOnExit {

    /** A number in a pid file is trusted only if the process names the folder, as ours do. */
    private static final String SCRIPT =
            """
            while read -r folder; do set -- "$@" "$folder"; done
            for folder; do
                for file in "$folder"/run/*.pid "$folder"/data/postgres/postmaster.pid; do
                    pid=$(head -n 1 "$file") && grep -qF "$folder" "/proc/$pid/cmdline" || continue
                    kill -KILL $(cat "/proc/$pid/task/$pid/children") "$pid"
                done
                case $(readlink "$folder/data/postgres") in
                    "$elsewhere"/*) rm -rf "$(readlink "$folder/data/postgres")" ;;
                esac
                rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
            done
            """;

    private static final OutputStream INPUT = startShell();

    private CleanUpOnExit() {}

    static synchronized void remove(Path folder) {
        try {
            INPUT.write((folder + "\n").getBytes(StandardCharsets.UTF_8));
            INPUT.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream startShell() {
        // A session of its own, for a Ctrl-C ends everything that is in ours.
        var shell =
                Command.prepared(List.of("setsid", "sh", "-c", SCRIPT))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD);
        shell.environment().put("elsewhere", PostgresHome.ELSEWHERE.toString());
        try {
            return shell.start().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
