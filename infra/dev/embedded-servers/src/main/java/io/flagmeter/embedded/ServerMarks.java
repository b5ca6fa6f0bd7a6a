package io.flagmeter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the server of a stack is recognised. Whoever has only this can find one and start none.
 *
 * @param pidFiles files whose first line is the process number, wherever the last run left one
 * @param dataOption what comes before the data folder on its command line
 * @param portOption what comes before the port there
 */
record ServerMarks(
        String name, Path data, List<Path> pidFiles, String dataOption, String portOption) {

    ServerMarks {
        pidFiles = List.copyOf(pidFiles);
    }

    static ServerMarks postgres(StackDirectory dir) {
        Path data = dir.data("postgres");
        return new ServerMarks(
                "postgres",
                data,
                List.of(dir.pidFile("postgres"), data.resolve("postmaster.pid")),
                "-D",
                "-p");
    }

    static ServerMarks valkey(StackDirectory dir) {
        return new ServerMarks(
                "valkey", dir.data("valkey"), List.of(dir.pidFile("valkey")), "--dir", "--port");
    }

    /** The one that runs, whether it answers or not. */
    Optional<Launch.Running> find() {
        return pidFiles.stream()
                .flatMap(file -> OsProcess.namedIn(file).stream())
                .filter(OsProcess::isAlive)
                .flatMap(
                        process ->
                                portIn(process.commandLine()).stream()
                                        .mapToObj(port -> new Launch.Running(process, port)))
                .findFirst();
    }

    /**
     * The port, if the command line is that of a server on this very data folder. That makes a
     * process number from a file trustworthy, for numbers are used again.
     */
    OptionalInt portIn(List<String> commandLine) {
        String port = valueAfter(portOption, commandLine);
        return port.matches("\\d+") && worksOnOurData(commandLine)
                ? OptionalInt.of(Integer.parseInt(port))
                : OptionalInt.empty();
    }

    boolean worksOnOurData(List<String> commandLine) {
        String folder = valueAfter(dataOption, commandLine);
        try {
            return !folder.isEmpty() && Files.isSameFile(Path.of(folder), data);
        } catch (IOException e) {
            return false;
        }
    }

    private static String valueAfter(String option, List<String> commandLine) {
        int index = commandLine.indexOf(option);
        return index < 0 || index + 1 == commandLine.size() ? "" : commandLine.get(index + 1);
    }
}
