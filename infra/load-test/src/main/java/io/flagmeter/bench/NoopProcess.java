package io.flagmeter.bench;

import io.flagmeter.embedded.FreePorts;
import io.flagmeter.embedded.OsProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@link NoopServer} as a process like the API's: the same Java, flags and event loops. */
final class NoopProcess implements AutoCloseable {

    private final Process process;
    final int port;

    private NoopProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static NoopProcess like(OsProcess api, BenchStack stack) throws IOException {
        int port = FreePorts.any();
        var words = new ArrayList<String>();
        List<String> model = api.commandLine();
        words.add(model.getFirst());
        model.stream()
                .skip(1)
                .takeWhile(word -> !word.equals("-jar"))
                .filter(word -> !word.startsWith("-D"))
                .forEach(words::add);
        words.addAll(
                List.of("-cp", System.getProperty("java.class.path"), NoopServer.class.getName()));
        words.add(Integer.toString(port));
        words.add(Integer.toString(api.threads("vert.x-eventloo")));
        words.add(stack.valkeyUrl());
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var started = new NoopProcess(process, port);
        started.awaitReady();
        return started;
    }

    OsProcess process() {
        return new OsProcess(process.toHandle());
    }

    private void awaitReady() throws IOException {
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = new ArrayList<String>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("ready")) {
                return;
            }
            said.add(line);
        }
        throw new IOException("the do-nothing server did not start: " + String.join("; ", said));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
