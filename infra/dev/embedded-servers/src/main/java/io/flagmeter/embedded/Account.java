package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account PostgreSQL runs as: ours, but an ordinary one when we are root, for PostgreSQL
 * refuses to run as root.
 */
record Account(String name, List<String> prefix) {

    /** The one that already owns the folder, so that who once started there can start again. */
    static Account keeping(Path folder) {
        if (!isRoot()) {
            return new Account("", List.of());
        }
        return Stream.concat(owner(folder), Stream.of("postgres", "nobody"))
                .flatMap(name -> switchingTo(name).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "PostgreSQL does not run as root, and there is no account"
                                                + " postgres or nobody to switch to with setpriv,"
                                                + " runuser or su"));
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOurs() {
        return prefix.isEmpty();
    }

    /** The command line that runs a command as this account. */
    List<String> running(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /** Gives a folder of ours to this account; false if it could not use it there. */
    boolean takes(Path folder) {
        if (isOurs()) {
            return true;
        }
        try {
            var accounts = folder.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(folder, accounts.lookupPrincipalByName(name));
        } catch (IOException e) {
            return false; // Some mounts know no owners.
        }
        // Asked of the account itself: a parent may be closed to it, as /root is.
        var test = List.of("sh", "-c", "test -O \"$0\" && test -w \"$0\"", folder.toString());
        return Command.run(running(test)).succeeded();
    }

    private static Stream<String> owner(Path folder) {
        try {
            return Stream.of(Files.getOwner(folder).getName()).filter(name -> !name.equals("root"));
        } catch (IOException e) {
            return Stream.empty(); // Not there yet.
        }
    }

    private static Optional<Account> switchingTo(String name) {
        var group = Command.run(List.of("id", "-g", name));
        if (!group.succeeded()) {
            return Optional.empty();
        }
        return prefixes(name, group.output().strip())
                .map(prefix -> new Account(name, prefix))
                .filter(Account::works)
                .findFirst();
    }

    /** The first becomes the server, the others stay in front of it as its parent. */
    static Stream<List<String>> prefixes(String name, String group) {
        return Stream.of(
                List.of("setpriv", "--reuid=" + name, "--regid=" + group, "--clear-groups"),
                List.of("runuser", "-u", name, "--"),
                List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", name));
    }

    private boolean works() {
        try {
            return Command.run(running(List.of("true"))).succeeded();
        } catch (UncheckedIOException e) {
            return false; // Not on this machine.
        }
    }
}
