package io.flagmeter.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flagmeter bench}: the options, the table, the file. */
@Command(name = "bench", resourceBundle = "io.flagmeter.bench.help")
public final class BenchCommand implements Callable<Integer> {

    private final Path clone;
    private final Path home;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--only", paramLabel = "NAME")
    private List<Part> only = List.of();

    /**
     * For a clone.
     *
     * @param home its state folder, where the figures go
     */
    public BenchCommand(Path clone, Path home) {
        this.clone = clone;
        this.home = home;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Set<Part> asked = EnumSet.noneOf(Part.class);
        asked.addAll(only);
        PrintWriter err = spec.commandLine().getErr();
        var bench = new Bench(clone, quick ? Size.QUICK : Size.FULL, err::println);
        Figures figures = bench.run(Part.of(asked));
        Path file = home.resolve("bench/latest.json");
        figures.write(file);
        PrintWriter out = spec.commandLine().getOut();
        Table.of(figures).forEach(out::println);
        out.printf(
                "%d cores; load average %.1f before, %.1f after; all figures are in %s%n",
                Runtime.getRuntime().availableProcessors(),
                figures.get("machine.load_before").orElse(0),
                figures.get("machine.load_after").orElse(0),
                file);
        out.flush();
        return ExitCode.OK;
    }
}
