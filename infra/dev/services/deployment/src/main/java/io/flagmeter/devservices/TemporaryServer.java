package io.flagmeter.devservices;

import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.StackDirectory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server for the tests of one run: it begins empty and is deleted at the end, also when the JVM
 * is killed, for that is what {@link StackDirectory#temporary} promises.
 */
final class TemporaryServer implements ServerDevService {

    private final Start start;
    private @Nullable StackDirectory dir;
    private @Nullable EmbeddedServer server;

    TemporaryServer(Start start) {
        this.start = start;
    }

    @Override
    public void start() {
        var fresh = StackDirectory.temporary();
        dir = fresh;
        server = start.in(fresh, 0);
    }

    @Override
    public EmbeddedServer server() {
        return Objects.requireNonNull(server, "not started");
    }

    /** Nobody wants its data again, so that a clean stop would be wasted time. */
    @Override
    public void close() {
        server().kill();
        Objects.requireNonNull(dir).delete();
    }
}
