package io.flagmeter.launcher.doctor;

import io.flagmeter.launcher.Backend;
import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.Screen;
import io.flagmeter.launcher.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flagmeter doctor}: exit status 1 if anything is bad. */
@Command(
        name = "doctor",
        description = "Checks JDK, Maven, ports, disk, PostgreSQL and Valkey and says what to do.",
        footer = {
            "Examined are the servers of DATABASE_URL and VALKEY_URL if set, else the running embedded",
            "ones, else embedded ones started for the check in a temporary folder.",
            "",
            "Findings: ✓ good, ! worth a look, ✗ has to be repaired. Exit status 1 if there is any ✗."
        })
public final class Doctor implements Callable<Integer> {

    private final LocalStack stack;
    private final Screen screen;

    public Doctor(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        var findings = new ArrayList<Finding>();
        tell(findings, "Machine", new MachineCheck(stack).findings());
        for (Server server : Server.values()) {
            examine(server, findings);
        }
        long bad = findings.stream().filter(f -> f.verdict() == Finding.Verdict.BAD).count();
        long doubtful =
                findings.stream().filter(f -> f.verdict() == Finding.Verdict.DOUBTFUL).count();
        screen.line(verdict(bad, doubtful));
        return bad == 0 ? 0 : 1;
    }

    private void examine(Server server, List<Finding> findings) {
        try (var target = DoctorTarget.of(stack, server, System.getenv())) {
            tell(
                    findings,
                    "%s (%s)".formatted(server.product(), target.origin()),
                    findings(server, target.backend()));
        } catch (RuntimeException e) {
            String seen = String.valueOf(e.getMessage()).strip();
            tell(
                    findings,
                    server.product(),
                    List.of(
                            Finding.bad(
                                    "start",
                                    seen,
                                    "Set " + server.variable() + " to use a server of your own.")));
        }
    }

    private static List<Finding> findings(Server server, Backend backend) {
        return switch (server) {
            case POSTGRES -> PostgresCheck.findings(backend);
            case VALKEY -> ValkeyCheck.findings(backend);
        };
    }

    private void tell(List<Finding> all, String title, List<Finding> some) {
        screen.line(screen.bold(title));
        some.forEach(finding -> finding.print(screen));
        screen.line("");
        all.addAll(some);
    }

    private String verdict(long bad, long doubtful) {
        if (bad > 0) {
            return screen.red("%d to repair".formatted(bad))
                    + (doubtful > 0 ? ", %d to look at.".formatted(doubtful) : ".");
        }
        return doubtful > 0
                ? screen.yellow("%d to look at".formatted(doubtful)) + ", nothing to repair."
                : screen.green("Everything is fine.");
    }
}
