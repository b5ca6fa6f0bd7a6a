package io.flagmeter.tools.replay;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.ApiOption;
import io.flagmeter.tools.CommandLines;
import io.flagmeter.tools.OperatorKey;
import io.flagmeter.tools.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What one run of the command printed and how it ended. */
record ReplayRun(int exitCode, String out, String err) {
    static ReplayRun of(Time time, Object... args) {
        return of(FakeMeter.KEY, time, args);
    }

    static ReplayRun of(OperatorKey key, Time time, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                CommandLines.of(new ReplayCommand(time, new ApiOption(ReplayRun::noneRuns, key)))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new ReplayRun(exitCode, out.toString(), err.toString());
    }

    private static ApiAddress noneRuns() {
        throw UserError.about("no API runs here");
    }

    static ReplayRun against(FakeMeter meter, Time time, Path file, Object... more) {
        Stream<Object> first = Stream.of(file, "--url", meter.url());
        return of(time, Stream.concat(first, Stream.of(more)).toArray());
    }
}
