package io.flagmeter.devservices;

import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that several {@code quarkus:dev} share, and whose data stays.
 *
 * <p>The rule: <b>the last one out stops it.</b> Each user holds a shared lock on {@code
 * run/NAME.users} for as long as it runs; who ends tries for the exclusive lock, and has it only if
 * there is no other user. A user that is killed loses its lock by the operating system, and leaves
 * the server to the next one that ends.
 */
final class SharedServer implements ServerDevService {

    private final Start start;
    private final StackDirectory dir;
    private final Path users;
    private @Nullable FileChannel channel;
    private @Nullable FileLock use;
    private @Nullable EmbeddedServer server;

    SharedServer(Start start, StackDirectory dir, String name) {
        this.start = start;
        this.dir = dir;
        this.users = dir.pidFile(name).resolveSibling(name + ".users");
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(users.getParent());
            channel =
                    FileChannel.open(
                            users,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            // Waits while the last user stops the server, so that we do not find a dying one.
            use = channel.lock(0, Long.MAX_VALUE, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            server = start.in(dir, 0);
        } finally {
            if (server == null) {
                leave();
            }
        }
    }

    @Override
    public EmbeddedServer server() {
        return Objects.requireNonNull(server, "not started");
    }

    private void leave() {
        try {
            Objects.requireNonNull(channel).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (FileChannel open = Objects.requireNonNull(channel)) {
            Objects.requireNonNull(use).release();
            if (open.tryLock() != null) {
                server().stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
