package io.flagmeter.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/** The programs that lie in jars on the class path, and the versions of all that are brought. */
final class Bundle {

    private Bundle() {}

    /** A folder name for a program, different for each content. */
    static String folderName(String program) {
        return "%s-%s-linux-%s".formatted(program, version(program), isArm() ? "arm64" : "amd64");
    }

    static InputStream postgres() {
        return open(isArm() ? "postgres-linux-arm_64.txz" : "postgres-linux-x86_64.txz");
    }

    static InputStream redis() {
        return open(
                isArm() ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64");
    }

    /** As Python's platforms call it. */
    static String machine() {
        return isArm() ? "aarch64" : "x86_64";
    }

    /** Of a program that is fetched, as it is for this machine. */
    static String sha256(String program) {
        return property(program + ".sha256." + machine());
    }

    private static boolean isArm() {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return switch (machine.toLowerCase(Locale.ROOT)) {
            case "linux amd64" -> false;
            case "linux aarch64" -> true;
            default ->
                    throw new IllegalStateException(
                            "there are no bundled servers for %s; set DATABASE_URL and VALKEY_URL"
                                    .formatted(machine));
        };
    }

    static String version(String program) {
        return property(program);
    }

    private static String property(String name) {
        var versions = new Properties();
        try (var in = Bundle.class.getResourceAsStream("bundled.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions.getProperty(name);
    }

    private static InputStream open(String resource) {
        InputStream in = Bundle.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path");
        }
        return in;
    }
}
