package io.flagmeter.launcher;

import java.time.Duration;
import java.util.List;

/** What a person wants to know once everything is ready: where it is and how to try it. */
record Greeting(ServicePorts ports, List<Backend> backends, AdminKey key) {

    private static final String EVENT =
            "{\"tenant\":\"acme-corp\",\"feature\":\"gpt-4-turbo\",\"tokens\":1500}";

    Greeting {
        backends = List.copyOf(backends);
    }

    void print(Screen screen, Duration took, boolean detached) {
        screen.line("");
        screen.line(screen.bold("FlagMeter is ready") + " after " + Words.seconds(took) + ".");
        screen.line("");
        for (Service service : Service.PORT_ORDER) {
            address(screen, service.name(), "http://localhost:" + ports.of(service));
        }
        backends.forEach(backend -> address(screen, backend.server().label(), backend.shown()));
        screen.line("");
        key.file()
                .ifPresent(
                        file -> {
                            screen.line("  operator's key, kept in %s:".formatted(file));
                            screen.line("    " + key.text());
                            screen.line("");
                        });
        screen.line("Try it:");
        screen.line(screen.cyan("  key=\"Authorization: Bearer %s\"".formatted(shellWords())));
        screen.line(
                screen.cyan(
                        "  curl -s localhost:%d/events -H \"$key\" -H 'Content-Type: application/json' \\"
                                .formatted(ports.first())));
        screen.line(screen.cyan("    -d '" + EVENT + "'"));
        for (String path : List.of("/usage/acme-corp", "/tenants")) {
            screen.line(
                    screen.cyan(
                            "  curl -s localhost:%d%s -H \"$key\"".formatted(ports.first(), path)));
        }
        screen.line("");
        screen.line(
                detached
                        ? "It goes on in the background: ./flagmeter status, logs or down."
                        : "Ctrl-C stops everything.");
    }

    /** A shell's words for the key: it is not to be in anyone's history. */
    private String shellWords() {
        return key.file().map(file -> "$(cat '" + file + "')").orElse("$" + AdminKey.VARIABLE);
    }

    private static void address(Screen screen, String name, String address) {
        screen.line("  %-14s %s".formatted(name, address));
    }
}
