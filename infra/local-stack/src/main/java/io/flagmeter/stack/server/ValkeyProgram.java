package io.flagmeter.stack.server;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server program that speaks Valkey's protocol. */
record ValkeyProgram(Path file, String product, Version version) {

    private static final Pattern VERSION = Pattern.compile("(\\w+) server v=(\\d+\\.\\d+\\S*)");

    /** The one {@code FLAGMETER_VALKEY} names; else the machine's own; else the bundled one. */
    static ValkeyProgram choose(Map<String, String> environment) {
        String wish = environment.getOrDefault("FLAGMETER_VALKEY", "");
        if (wish.equals("bundled")) {
            return bundled();
        }
        if (!wish.isEmpty()) {
            return at(Path.of(wish))
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "FLAGMETER_VALKEY=%s is not a valkey-server"
                                                    .formatted(wish)));
        }
        return Stream.of("valkey-server", "redis-server")
                .flatMap(name -> onPath(name, environment.getOrDefault("PATH", "")))
                .flatMap(file -> at(file).stream())
                .filter(ValkeyProgram::knowsLmove)
                .findFirst()
                .orElseGet(ValkeyProgram::bundled);
    }

    /** Recognised by what it says when asked for its version. */
    static Optional<ValkeyProgram> at(Path file) {
        if (!Files.isExecutable(file)) {
            return Optional.empty();
        }
        Path program = file.toAbsolutePath();
        var says = Command.run(List.of(program.toString(), "--version")).output();
        var matcher = VERSION.matcher(says);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String product = matcher.group(1).toLowerCase(Locale.ROOT) + "-server";
        return Optional.of(new ValkeyProgram(program, product, Version.parse(matcher.group(2))));
    }

    String description() {
        String origin = ProgramCache.open().holds(file) ? "bundled" : file.toString();
        return "%s %s (%s)".formatted(product, version, origin);
    }

    /** Since 6.2, and a claim needs it. */
    private boolean knowsLmove() {
        return version.compareTo(Version.parse("6.2")) >= 0;
    }

    /** Since 7.0 the append-only file is a folder, which older servers overlook. */
    boolean knowsAppendFolder() {
        return version.compareTo(Version.parse("7.0")) >= 0;
    }

    private static Stream<Path> onPath(String name, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }

    private static ValkeyProgram bundled() {
        Path folder = ProgramCache.open().folder(Bundle.folderName("redis"), ValkeyProgram::unpack);
        Path file = folder.resolve("redis-server");
        return at(file).orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "%s does not run here; install valkey-server"
                                                .formatted(file)));
    }

    private static void unpack(Path folder) throws IOException {
        Path file = folder.resolve("redis-server");
        try (var in = Bundle.redis()) {
            Files.copy(in, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
