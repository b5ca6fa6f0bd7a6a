package io.flagmeter.launcher.doctor;

import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.PortUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JDK, Maven, ports and disk. */
final class MachineCheck {

    private static final long GIGABYTE = 1L << 30;

    private final LocalStack stack;

    MachineCheck(LocalStack stack) {
        this.stack = stack;
    }

    List<Finding> findings() throws IOException {
        var findings = new ArrayList<Finding>();
        findings.add(jdk());
        findings.add(maven());
        findings.addAll(ports());
        findings.add(disk());
        return findings;
    }

    private static Finding jdk() {
        String seen = "%s in %s".formatted(Runtime.version(), System.getProperty("java.home"));
        String asked = System.getProperty("flagmeter.java_home", "");
        return asked.isEmpty() || asked.equals(System.getProperty("java.home"))
                ? Finding.good("JDK", seen)
                : Finding.doubtful(
                        "JDK",
                        seen,
                        ("JAVA_HOME names %s, which is no JDK 25; ./flagmeter does "
                                        + "not use it, plain mvn would.")
                                .formatted(asked));
    }

    /** The script found it, because the script uses it. */
    private static Finding maven() {
        String version = System.getProperty("flagmeter.maven", "");
        return version.isEmpty()
                ? Finding.bad(
                        "Maven",
                        "not found",
                        "Install Maven 3.8 or newer, for example: apt install maven")
                : Finding.good("Maven", version);
    }

    private List<Finding> ports() {
        return stack.portUses().stream().map(MachineCheck::port).toList();
    }

    private static Finding port(PortUse use) {
        String subject = "port " + use.port();
        if (use.takenByOthers()) {
            return Finding.bad(
                    subject,
                    "taken by another program; %s needs it".formatted(use.service()),
                    "Stop that program, or run ./flagmeter up --port N (uses N to N+2).");
        }
        String seen = use.used() ? "in use by this stack's " : "free for ";
        return Finding.good(subject, seen + use.service());
    }

    private Finding disk() throws IOException {
        Path folder = Files.createDirectories(stack.directory().root());
        long free = Files.getFileStore(folder).getUsableSpace();
        String seen = "%d GB free for %s".formatted(free / GIGABYTE, stack.directory().root());
        if (free < GIGABYTE / 2) {
            return Finding.bad(
                    "disk",
                    "less than 0.5 GB free for " + stack.directory().root(),
                    "Make room: PostgreSQL stops when the disk is full.");
        }
        return free < 2 * GIGABYTE
                ? Finding.doubtful(
                        "disk",
                        seen,
                        "Make room: below 2 GB there is little left for data to grow.")
                : Finding.good("disk", seen);
    }
}
