package io.flagmeter.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Held while one launcher starts or stops parts of a stack; the kernel frees it when that dies. */
final class StackLock implements AutoCloseable {

    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    static StackLock take(LocalStack stack, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        var lock = tryTake(stack);
        while (lock.isEmpty() && System.nanoTime() < deadline) {
            Pause.millis(100);
            lock = tryTake(stack);
        }
        return lock.orElseThrow(() -> taken(stack));
    }

    private static Optional<StackLock> tryTake(LocalStack stack) throws IOException {
        Files.createDirectories(stack.lock().toAbsolutePath().getParent());
        var channel =
                FileChannel.open(stack.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        String owner = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new StackLock(channel));
    }

    private static Complaint taken(LocalStack stack) {
        String owner;
        try {
            owner = Files.readString(stack.lock()).strip();
        } catch (IOException unreadable) {
            owner = "unknown";
        }
        return Complaint.about(
                "Another ./flagmeter (pid "
                        + owner
                        + ") is starting or stopping this stack; wait for it, then try again.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
