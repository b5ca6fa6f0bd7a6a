package io.flagmeter.worker;

import io.flagmeter.model.config.StartupFailure;
import io.flagmeter.model.loop.HeapWatch;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jboss.logging.Logger;

/** Starts the service; one that cannot start says why in a sentence. */
@QuarkusMain
public class Main {

    public static void main(String... args) {
        // The development mode stays up after a failed start and shows it in its own way.
        if (mode().isDevOrTest()) {
            Quarkus.run(args);
        } else {
            HeapWatch.start(full -> Logger.getLogger(Main.class).error(full));
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
