package io.flagmeter.launcher.doctor;

import io.flagmeter.launcher.Backend;
import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.Screen;
import io.flagmeter.launcher.Server;
import io.flagmeter.launcher.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code flagmeter doctor}: exit status 1 if anything is bad. */
public final class Doctor {

    private final LocalStack stack;
    private final Screen screen;

    public Doctor(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    public int run(List<String> words) throws IOException {
        if (!words.isEmpty()) {
            throw UserError.usage(
                    "'doctor' takes no '%s'; see ./flagmeter doctor --help."
                            .formatted(words.getFirst()));
        }
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
        try (var target = DoctorTarget.of(stack, server)) {
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
