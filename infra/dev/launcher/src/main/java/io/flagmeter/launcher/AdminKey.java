package io.flagmeter.launcher;

import io.flagmeter.tools.OperatorKey;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operator's key of what this clone runs.
 *
 * @param file where it is kept, if it was made here
 */
record AdminKey(String text, Optional<Path> file) {

    static final String VARIABLE = "FLAGMETER_ADMIN_KEY";

    private static final int BYTES = 24;

    /**
     * The key that the API has which runs here; where none runs, the one to start it with.
     *
     * @param ours what {@link #VARIABLE} says; empty if nothing
     */
    static AdminKey of(LocalStack stack, Optional<String> ours) throws IOException {
        var running = keyOfTheApi(stack);
        if (running.isEmpty()) {
            return toStartWith(stack, ours);
        }
        if (ours.isPresent() && !ours.equals(running)) {
            throw UserError.about(
                    ("The API that runs here has another key than %s: "
                                    + "unset that, or ./flagmeter down and up.")
                            .formatted(VARIABLE));
        }
        Path file = stack.adminKeyFile();
        boolean isKept = Files.isReadable(file) && read(file).equals(running.get());
        return new AdminKey(running.get(), isKept ? Optional.of(file) : Optional.empty());
    }

    /** The environment's, or the one that is made once and kept. */
    static AdminKey toStartWith(LocalStack stack, Optional<String> ours) throws IOException {
        if (ours.isPresent()) {
            return new AdminKey(ours.get(), Optional.empty());
        }
        Path file = stack.adminKeyFile();
        if (!Files.exists(file)) {
            make(file);
        }
        return new AdminKey(read(file), Optional.of(file));
    }

    static Optional<String> ofEnvironment() {
        return OperatorKey.ofEnvironment().text();
    }

    OperatorKey operatorKey() {
        return new OperatorKey(Optional.of(text));
    }

    /** Asked of the process itself: who started it may have had an environment that is gone. */
    private static Optional<String> keyOfTheApi(LocalStack stack) {
        return stack.pidFile(Service.INGEST_API).process().stream()
                .flatMap(process -> environment(process.pid()))
                .filter(setting -> setting.startsWith(VARIABLE + "="))
                .map(setting -> setting.substring(VARIABLE.length() + 1))
                .filter(key -> !key.isEmpty())
                .findFirst();
    }

    private static Stream<String> environment(long pid) {
        try {
            byte[] settings = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return Stream.of(new String(settings, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    /**
     * A link appears as a whole and replaces none: of two at once both use the key of the first.
     */
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        // Nobody else may read it, whatever the umask says.
        Path draft = Files.createTempFile(file.getParent(), "admin-key.", "");
        try {
            var bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            Files.writeString(draft, HexFormat.of().formatHex(bytes));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException another) {
            // It is as good as ours.
        } finally {
            Files.delete(draft);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
