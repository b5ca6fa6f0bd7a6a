package io.flagmeter.systemtest.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./flagmeter chaos} as a user runs it: its exit status, and what it printed. */
record ChaosRun(int status, String output) {

    static ChaosRun of(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of("../../../flagmeter").toAbsolutePath().normalize().toString());
        command.add("chaos");
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            return new ChaosRun(process.waitFor(), output);
        } finally {
            process.destroy();
        }
    }
}
