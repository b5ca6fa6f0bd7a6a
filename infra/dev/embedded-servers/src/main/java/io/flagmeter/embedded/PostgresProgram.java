package io.flagmeter.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The bundled PostgreSQL, unpacked. */
record PostgresProgram(Path folder) {

    static PostgresProgram unpacked() {
        String name = Bundle.folderName("postgres");
        return new PostgresProgram(ProgramCache.open().folder(name, PostgresProgram::unpack));
    }

    String bin(String program) {
        return folder.resolve("bin").resolve(program).toString();
    }

    private static void unpack(Path folder) throws IOException {
        try (InputStream packed = new BufferedInputStream(Bundle.postgres());
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, entry.resolveIn(folder));
            }
        }
        try (var all = Files.walk(folder)) {
            for (Path inner : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                allow(inner, true);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        allow(file, (entry.getMode() & 0100) != 0);
    }

    /** Whatever the umask: another account than ours may run it. */
    private static void allow(Path file, boolean executable) throws IOException {
        var permissions = PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
        Files.setPosixFilePermissions(file, permissions);
    }
}
