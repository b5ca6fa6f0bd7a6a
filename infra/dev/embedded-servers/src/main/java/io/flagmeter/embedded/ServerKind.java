package io.flagmeter.embedded;

import java.util.List;
import java.util.Optional;

/** What one kind of server needs to know of itself; the rest is {@link Launch}. */
interface ServerKind {

    ServerMarks marks();

    default String name() {
        return marks().name();
    }

    /** Makes the data folder fit to start from, however the last run ended. */
    void prepare();

    List<String> command(int port);

    /** The server, once it takes commands on the port; {@code started} may be a wrapper. */
    Optional<OsProcess> answering(OsProcess started, int port);

    /**
     * Whether a server that runs was told to stop and has not yet, because it waits for its
     * clients. It is then told not to.
     */
    default boolean hastensStop(OsProcess server) {
        return false;
    }
}
