package io.flagmeter.tools.chaos;

import io.flagmeter.tools.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flagmeter chaos}: the options, and what is left behind. */
@Command(name = "chaos", showDefaultValues = true, resourceBundle = "io.flagmeter.tools.chaos.help")
public final class ChaosCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    private final Path clone;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Option(names = "--kills", paramLabel = "N")
    private int kills = 25;

    @Option(names = "--seed", paramLabel = "S")
    private long seed = 1;

    @Option(names = "--soak", paramLabel = "LENGTH")
    private @Nullable String soak;

    @Option(names = "--every", paramLabel = "SECONDS")
    private int every = 60;

    @Option(names = "--growth", paramLabel = "PERCENT")
    private int growth = 10;

    @Option(names = "--clients", paramLabel = "N", showDefaultValue = Visibility.NEVER)
    private @Nullable Integer clients;

    @Option(names = "--rate", paramLabel = "N", showDefaultValue = Visibility.NEVER)
    private @Nullable Integer rate;

    @Option(names = "--tenants", paramLabel = "N")
    private int tenants = 5;

    @Option(names = "--features", paramLabel = "N")
    private int features = 3;

    @Option(names = "--down-time", paramLabel = "SECONDS")
    private int downTime = 2;

    @Option(names = "--keep", showDefaultValue = Visibility.NEVER)
    private boolean keep;

    @Option(names = "--plan", showDefaultValue = Visibility.NEVER)
    private boolean planOnly;

    public ChaosCommand(Path clone) {
        this.clone = clone;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        ChaosOptions how = options();
        Optional<SoakOptions> soaking = soakOptions();
        FaultPlan plan =
                soaking.map(s -> FaultPlan.ofFaults(how.seed(), s.faults(), how.downTime()))
                        .orElseGet(() -> FaultPlan.of(how.seed(), how.kills(), how.downTime()));
        if (planOnly) {
            plan.faults()
                    .forEach(
                            fault ->
                                    out().printf(
                                                    "after %4d ms  %s%n",
                                                    fault.after().toMillis(), fault.words()));
            out().flush();
            return ExitCode.OK;
        }
        try {
            return soaking.isPresent()
                    ? run(ChaosStack::forSoak, new Soak(soaking.get(), how, plan))
                    : run(ChaosStack::forKills, new Chaos(how, plan));
        } catch (IOException | SQLException e) {
            if (interrupted.get()) {
                return INTERRUPTED; // What failed was being stopped.
            }
            throw e;
        }
    }

    private int run(BiFunction<Path, Path, ChaosStack> kind, Drill drill)
            throws IOException, InterruptedException, SQLException {
        StateFolder folder = StateFolder.create();
        ChaosStack stack = kind.apply(clone, folder.path());
        // Ctrl-C and SIGTERM; after an orderly end it finds nothing left to do.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> clearAway(stack, folder)));
        boolean whole = false;
        try (stack) {
            Drill.Outcome outcome;
            try (var screen = new Transcript(out(), CommandLines.onTerminal())) {
                screen.note("starting a stack of its own, with two workers");
                stack.start();
                outcome = drill.run(stack, screen);
            }
            outcome.lines().forEach(out()::println);
            out().flush();
            whole = outcome.holds();
        } finally {
            if (whole && !keep) {
                folder.delete();
            } else if (!interrupted.get()) {
                out().println("data and logs are in " + folder.path());
            }
            out().flush();
        }
        return whole ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void clearAway(ChaosStack stack, StateFolder folder) {
        interrupted.set(!stack.isClosed());
        if (interrupted.get()) {
            System.err.println("\nchaos: interrupted; stopping everything it started");
        }
        try {
            if (stack.closeIfOpen() && !keep) {
                folder.delete();
            }
        } catch (IOException e) {
            System.err.println("chaos: not everything could be stopped: " + e.getMessage());
        }
    }

    private Optional<SoakOptions> soakOptions() {
        return CommandLines.checked(
                spec,
                () ->
                        Optional.ofNullable(soak)
                                .map(length -> SoakOptions.of(length, every, growth)));
    }

    private ChaosOptions options() {
        return CommandLines.checked(
                spec,
                () ->
                        new ChaosOptions(
                                kills,
                                seed,
                                Objects.requireNonNullElse(clients, soak == null ? 4 : 16),
                                Objects.requireNonNullElse(rate, soak == null ? 500 : 2_000),
                                tenants,
                                features,
                                Duration.ofSeconds(downTime)));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
