package io.flagmeter.launcher.doctor;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.launcher.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether a Valkey or Redis keeps the queue: through a crash, and when its memory is full. */
final class ValkeyCheck {

    private ValkeyCheck() {}

    static List<Finding> findings(Backend backend) {
        return backend.nodes().stream().flatMap(node -> examine(node).stream()).toList();
    }

    private static List<Finding> examine(Backend backend) {
        var findings = new ArrayList<Finding>();
        try (var valkey = ValkeyConnection.to(backend.url(), backend.host(), backend.port())) {
            // INFO and not CONFIG GET, which managed servers refuse.
            var info = ServerInfo.parse(valkey.ask("INFO"));
            findings.add(Finding.good("address", backend.shown()));
            findings.add(version(info));
            findings.add(RoundTrip.of(() -> valkey.ask("PING")).finding());
            findings.add(persistence(info));
            findings.add(eviction(info));
            if (info.text("role").equals("slave")) {
                findings.add(
                        Finding.bad(
                                "role", "a read-only replica", "Point VALKEY_URL at the primary."));
            }
        } catch (IOException e) {
            findings.add(
                    Finding.bad(
                            "connection",
                            String.valueOf(e.getMessage() == null ? e.toString() : e.getMessage()),
                            ("Check VALKEY_URL (%s): host, port, password, redis:// "
                                            + "or rediss:// (TLS).")
                                    .formatted(backend.shown())));
        }
        return findings;
    }

    static Finding version(ServerInfo info) {
        boolean isValkey = !info.text("valkey_version").isEmpty();
        String version = info.text(isValkey ? "valkey_version" : "redis_version");
        String seen = (isValkey ? "Valkey " : "Redis ") + version;
        if (!isAtLeast(version, isValkey ? "7.2" : "6.2")) {
            return Finding.bad(
                    "version", seen, "FlagMeter needs Valkey 7.2 or Redis 6.2, or newer.");
        }
        return Finding.good(
                "version",
                isAtLeast(version, "7.2") ? seen : seen + "; " + EmbeddedValkey.NEWER_ADDS);
    }

    static Finding persistence(ServerInfo info) {
        return info.text("aof_enabled").equals("1")
                ? Finding.good("persistence", "appendonly yes")
                : Finding.bad(
                        "persistence",
                        "appendonly no: if it crashes, accepted events are lost",
                        "Set appendonly yes in its configuration (or CONFIG SET appendonly yes).");
    }

    static Finding eviction(ServerInfo info) {
        String policy = info.text("maxmemory_policy");
        if (info.text("maxmemory").equals("0")) {
            return Finding.good("eviction", "no maxmemory, so nothing is evicted");
        }
        return policy.equals("noeviction")
                ? Finding.good("eviction", "maxmemory-policy noeviction")
                : Finding.bad(
                        "eviction",
                        "maxmemory-policy %s: when memory is full, accepted events are deleted"
                                .formatted(policy.isEmpty() ? "unknown" : policy),
                        "Set maxmemory-policy noeviction; FlagMeter bounds its queue itself.");
    }

    static boolean isAtLeast(String version, String needed) {
        String[] have = version.split("[.-]");
        String[] want = needed.split("\\.");
        for (int i = 0; i < want.length; i++) {
            int difference = number(have, i) - number(want, i);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length && parts[index].matches("[0-9]{1,6}")
                ? Integer.parseInt(parts[index])
                : 0;
    }
}
