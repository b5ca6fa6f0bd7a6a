package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the bundled programs are unpacked to, once for all stacks of an account. */
record ProgramCache(Path root) {

    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    /**
     * {@code ~/.cache/flagmeter}. Root's home is closed to the account PostgreSQL has to run as, so
     * root uses {@code /var/cache}; an account without a home, {@code /var/tmp}.
     */
    static ProgramCache open() {
        Path last = Path.of("/var/tmp/flagmeter-" + System.getProperty("user.name"));
        return Stream.of(preferred(), last)
                .filter(ProgramCache::isFitting)
                .findFirst()
                .map(ProgramCache::new)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "cannot write to %s nor to %s; set XDG_CACHE_HOME"
                                                .formatted(preferred(), last)));
    }

    private static Path preferred() {
        if (Account.isRoot()) {
            return Path.of("/var/cache/flagmeter");
        }
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> value.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("flagmeter");
    }

    /** Programs are run from here: nobody else may have put them there. */
    private static boolean isFitting(Path folder) {
        try {
            Files.createDirectories(folder);
            var permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.isWritable(folder)
                    && owner.equals(Files.getOwner(Path.of("/proc/self")))
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false;
        }
    }

    boolean holds(Path program) {
        return program.startsWith(root);
    }

    /** The folder of that name, filled if it is not there yet: whole or not at all. */
    Path folder(String name, Unpacking unpacking) {
        Path folder = root.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try (var _ = ProcessLock.take(root.resolve(name + ".lock"))) {
            if (Files.isDirectory(folder)) {
                return folder; // By another process, while we waited.
            }
            Path part = root.resolve(name + ".part");
            FileTree.delete(part);
            Files.createDirectory(part);
            unpacking.into(part);
            letIn(root);
            letIn(part);
            return Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name + " to " + root, e);
        }
    }

    /** Whatever the umask: PostgreSQL's account has to get in. */
    private static void letIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
