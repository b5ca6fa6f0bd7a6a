package io.flagmeter.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Function;

/**
 * Lets one process at a time start or stop servers, or unpack a program. The operating system
 * releases it when its holder dies.
 */
public final class ProcessLock implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    /** Longer than any server takes to start and any program to be fetched. */
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(3);

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    static ProcessLock take(Path file) throws IOException {
        return take(
                file,
                USUAL_LIMIT,
                pid ->
                        new IllegalStateException(
                                "another process (%s) has held %s for %s"
                                        .formatted(pid, file, USUAL_LIMIT)));
    }

    /**
     * Waits for it.
     *
     * @param refusal what is thrown after that time, made from the pid of the holder
     */
    public static ProcessLock take(
            Path file, Duration limit, Function<String, RuntimeException> refusal)
            throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var patience = Patience.of(limit);
            while (!locks(channel)) {
                if (patience.isExhausted()) {
                    throw refusal.apply(holder(file));
                }
                Patience.pause(BETWEEN_TRIES);
            }
            channel.truncate(0);
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return new ProcessLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // Another thread of this JVM has it.
        }
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
