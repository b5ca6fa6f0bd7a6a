package io.flagmeter.server.queue;

import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a server's INFO tells of how it keeps the queue; {@code flagmeter doctor} asks the same. */
record ValkeyFacts(
        String product, boolean canWaitForDisk, boolean appendOnly, Optional<String> evicts) {

    private static final Version WAITAOF_SINCE = Version.parse("7.2");

    static ValkeyFacts of(String info) {
        Map<String, String> values =
                info.lines()
                        .map(line -> line.split(":", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0],
                                        pair -> pair[1].strip(),
                                        (first, again) -> first));
        String valkey = values.get("valkey_version");
        // A Valkey names here the Redis that its commands are those of.
        String redis = values.getOrDefault("redis_version", "");
        String policy = values.getOrDefault("maxmemory_policy", "noeviction");
        boolean bounded = !values.getOrDefault("maxmemory", "0").equals("0");
        return new ValkeyFacts(
                valkey == null ? "Redis " + redis : "Valkey " + valkey,
                redis.matches("\\d.*") && Version.parse(redis).compareTo(WAITAOF_SINCE) >= 0,
                values.getOrDefault("aof_enabled", "").equals("1"),
                bounded && !policy.equals("noeviction") ? Optional.of(policy) : Optional.empty());
    }

    /** How this server may lose what it has accepted, a sentence each. */
    List<String> risks() {
        var risks = new ArrayList<String>();
        if (!appendOnly) {
            risks.add("appendonly is no: if Valkey crashes, accepted events are lost");
        }
        evicts.ifPresent(
                policy ->
                        risks.add(
                                "maxmemory-policy is %s: when memory is full, accepted events are deleted"
                                        .formatted(policy)));
        return risks;
    }

    /** Why events cannot be acknowledged from the disk here; empty if they can. */
    Optional<String> hindrance() {
        if (!canWaitForDisk) {
            return Optional.of("needs Valkey or Redis 7.2 or newer, the server is " + product);
        }
        return appendOnly
                ? Optional.empty()
                : Optional.of("needs a Valkey with appendonly yes, the server has it off");
    }
}
