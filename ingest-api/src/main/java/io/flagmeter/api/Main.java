package io.flagmeter.api;

import io.flagmeter.server.StartServer;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the API. */
@QuarkusMain
public class Main {

    /** Speaks of itself before settings are read. Held, or its level would be forgotten. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    public static void main(String... args) {
        HIBERNATE.setLevel(Level.WARNING);
        StartServer.run(args);
    }
}
