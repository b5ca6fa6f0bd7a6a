package io.flagmeter.api;

import io.flagmeter.model.config.StartupFailure;
import io.flagmeter.model.loop.HeapWatch;
import io.flagmeter.server.connection.GuardConnections;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the server; one that cannot start says why in a sentence. */
@QuarkusMain
public class Main {

    /** Speaks of itself before settings are read. Held, or its level would be forgotten. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    public static void main(String... args) {
        GuardConnections.enable();
        HIBERNATE.setLevel(Level.WARNING);
        // The development mode stays up after a failed start and shows it in its own way.
        if (mode().isDevOrTest()) {
            Quarkus.run(args);
        } else {
            HeapWatch.start(full -> Logger.getLogger(Main.class.getName()).severe(full));
            Quarkus.run(null, Main::exit, args);
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

    private static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            StartupFailure.sentence(failure)
                    .ifPresentOrElse(System.err::println, failure::printStackTrace);
        }
        System.exit(code);
    }
}
