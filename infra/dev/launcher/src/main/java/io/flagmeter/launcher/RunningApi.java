package io.flagmeter.launcher;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** The API of this clone, for commands that were not told of another one. */
final class RunningApi {

    private final LocalStack stack;
    private final Screen screen;

    RunningApi(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    /** The one that runs. */
    ApiAddress running() {
        if (!runs()) {
            throw UserError.about("No API runs here; start it with ./flagmeter up --detach.");
        }
        return address();
    }

    /** The same, started in the background if none runs. */
    ApiAddress runningOrStarted() {
        if (!runs()) {
            quietly(() -> new Up(stack, screen, UpOptions.detached()).call());
        }
        return address();
    }

    private boolean runs() {
        return stack.pidFile(Service.INGEST_API).process().isPresent();
    }

    private ApiAddress address() {
        var ports = LastRun.read(stack).map(LastRun::ports).orElse(ServicePorts.USUAL);
        var key = quietly(() -> AdminKey.of(stack, AdminKey.ofEnvironment()));
        return new ApiAddress(
                URI.create("http://localhost:" + ports.of(Service.INGEST_API)), key.operatorKey());
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T quietly(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
