package io.flagmeter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What one kind of server needs to know of itself; the rest is {@link Launch}. */
interface ServerKind {

    String name();

    /** Files whose first line is the process number, wherever the last run left one. */
    List<Path> pidFiles();

    /** Makes the data folder fit to start from, however the last run ended. */
    void prepare();

    List<String> command(int port);

    /** The server, once it takes commands on the port; {@code started} may be a wrapper. */
    Optional<LinuxProcess> answering(LinuxProcess started, int port);

    /**
     * Whether a server that runs was told to stop and has not yet, because it waits for its
     * clients. It is then told not to.
     */
    default boolean hastensStop(LinuxProcess server) {
        return false;
    }

    Path data();

    String dataOption();

    String portOption();

    /**
     * The port, if the command line is that of a server on this very data folder. That makes a
     * process number from a file trustworthy, for numbers are used again.
     */
    default OptionalInt portIn(List<String> commandLine) {
        String port = valueAfter(portOption(), commandLine);
        return port.matches("\\d+") && worksOnOurData(commandLine)
                ? OptionalInt.of(Integer.parseInt(port))
                : OptionalInt.empty();
    }

    default boolean worksOnOurData(List<String> commandLine) {
        String folder = valueAfter(dataOption(), commandLine);
        try {
            return !folder.isEmpty() && Files.isSameFile(Path.of(folder), data());
        } catch (IOException e) {
            return false;
        }
    }

    private static String valueAfter(String option, List<String> commandLine) {
        int index = commandLine.indexOf(option);
        return index < 0 || index + 1 == commandLine.size() ? "" : commandLine.get(index + 1);
    }
}
