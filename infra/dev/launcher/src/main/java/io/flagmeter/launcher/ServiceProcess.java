package io.flagmeter.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts one service as a process that neither our end nor the terminal's Ctrl-C reaches. */
final class ServiceProcess {

    /** Of the API only. */
    static final String METRICS_KEY = "FLAGMETER_METRICS_KEY";

    private static final long LOG_LIMIT = 32L * 1024 * 1024;

    /**
     * The launcher's own, which a service would take for misspelt settings, and what only one gets.
     */
    private static final List<String> NOT_FOR_SERVICES =
            List.of("FLAGMETER_HOME", "FLAGMETER_JAVA_OPTS", AdminKey.VARIABLE, METRICS_KEY);

    private final LocalStack stack;
    private final Map<String, String> environment;

    ServiceProcess(LocalStack stack, Map<String, String> environment) {
        this.stack = stack;
        this.environment = Map.copyOf(environment);
    }

    ProcessHandle start(Service service) throws IOException {
        Path log = stack.directory().log(service.name());
        Files.createDirectories(log.toAbsolutePath().getParent());
        setAsideIfLong(log);
        var builder =
                new ProcessBuilder(command(service))
                        .directory(stack.directory().root().toFile())
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeAll(NOT_FOR_SERVICES);
        builder.environment().putAll(environment);
        var process = builder.start().toHandle();
        stack.pidFile(service).write(process.pid());
        return process;
    }

    private List<String> command(Service service) {
        var words = new ArrayList<>(ownSession());
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + stack.jvmFlags());
        words.add("-Xmx" + service.heapMegabytes() + "m");
        words.add(stack.mark(service));
        words.addAll(words(System.getenv().getOrDefault("FLAGMETER_JAVA_OPTS", "")));
        words.addAll(List.of("-jar", stack.jar(service).toString()));
        return words;
    }

    /** Both replace themselves by what follows, so the pid stays the service's. */
    private static List<String> ownSession() {
        boolean hasSetsid =
                words(System.getenv().getOrDefault("PATH", "").replace(':', ' ')).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
        return hasSetsid
                ? List.of("setsid")
                : List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** One older file is kept: a stack left running for months must not fill the disk unnoticed. */
    private static void setAsideIfLong(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
