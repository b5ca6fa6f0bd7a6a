package io.flagmeter.server;

import io.flagmeter.model.config.StartupFailure;
import io.flagmeter.model.loop.HeapWatch;
import io.flagmeter.server.connection.GuardConnections;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import java.util.logging.Logger;

/** The main method of every server; one that cannot start says why in a sentence. */
public final class StartServer {

    private StartServer() {}

    /** Serves until the process is told to stop. */
    public static void run(String... args) {
        GuardConnections.enable();
        // The development mode stays up after a failed start and shows it in its own way.
        if (mode().isDevOrTest()) {
            Quarkus.run(args);
        } else {
            HeapWatch.start(full -> Logger.getLogger(StartServer.class.getName()).severe(full));
            Quarkus.run(null, StartupFailure::exit, args);
        }
    }

    /** Known from when the application's class is initialised, which is what comes next anyway. */
    private static LaunchMode mode() {
        try {
            var loader = Thread.currentThread().getContextClassLoader();
            var _ = Class.forName(Application.APP_CLASS_NAME, true, loader);
            return LaunchMode.current();
        } catch (ClassNotFoundException e) {
            return LaunchMode.DEVELOPMENT; // Run from an editor, before Quarkus has made it.
        }
    }
}
