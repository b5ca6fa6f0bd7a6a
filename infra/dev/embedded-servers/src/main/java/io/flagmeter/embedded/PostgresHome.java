package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where PostgreSQL's data lies, and whose it is: in the stack's folder, or behind a symbolic link
 * in it where root has cloned to a place that PostgreSQL's account cannot enter.
 */
record PostgresHome(StackDirectory dir, Path data, Account account) {

    static final Path ELSEWHERE = Path.of("/var/lib/flagmeter");

    static PostgresHome of(StackDirectory dir) {
        Path data = dir.data("postgres");
        return new PostgresHome(dir, data, Account.keeping(data));
    }

    /** An empty folder of the account's beside the place where the data will be. */
    Path emptyFolder() throws IOException {
        Path folder = dir.data("");
        Files.createDirectories(folder);
        if (Files.isSymbolicLink(data)) {
            return emptyBeside(data.resolveSibling(Files.readSymbolicLink(data)));
        }
        if (!account.isOurs()) {
            letThrough(dir.root());
            letThrough(folder);
        }
        Path here = emptyBeside(data);
        if (account.takes(here)) {
            return here;
        }
        Files.delete(here);
        Path there = emptyBeside(elsewhere());
        if (account.takes(there)) {
            return there;
        }
        throw new IllegalStateException(
                "the account %s, which PostgreSQL has to run as, can use neither %s nor %s"
                        .formatted(account.name(), data, there));
    }

    /** The data folder itself: the way over the link is closed to the account that needs it. */
    Path place() {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a finished folder in its place, with a link to it if that is elsewhere. */
    void moveIn(Path fresh) throws IOException {
        Path place = Path.of(fresh.toString().replaceFirst("\\.new$", ""));
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        if (!Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(data, place);
        }
    }

    private static Path emptyBeside(Path place) throws IOException {
        Path folder = Path.of(place + ".new");
        FileTree.delete(folder);
        Files.createDirectories(folder.getParent());
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    /**
     * A new name each time: who deleted the link wants to begin anew, and the old may still run.
     */
    private static Path elsewhere() throws IOException {
        Files.createDirectories(ELSEWHERE);
        letThrough(ELSEWHERE);
        Path place = Files.createTempDirectory(ELSEWHERE, "postgres-");
        Files.delete(place);
        return place;
    }

    private static void letThrough(Path folder) throws IOException {
        var permissions = Files.getPosixFilePermissions(folder);
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(folder, permissions);
        }
    }
}
