package io.flagmeter.model.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets {@code DATABASE_URL} and {@code VALKEY_URL} configure the clients, and {@code LOG_LEVEL} and
 * {@code FLAGMETER_LOG_FORMAT} the log, whatever else is set: they are what an operator writes.
 */
public final class EnvironmentNames implements ConfigSourceFactory {

    // Just below the environment (300), so that QUARKUS_… names can still overrule.
    private static final int ORDINAL = 295;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> properties = new HashMap<>();
        String database = value(context, "DATABASE_URL");
        if (!database.isEmpty()) {
            properties.putAll(new DatabaseUrl(database).properties());
        }
        String valkey = value(context, "VALKEY_URL");
        if (!valkey.isEmpty()) {
            List<String> hosts = redisUrls(valkey);
            properties.put("quarkus.redis.hosts", String.join(",", hosts));
            properties.put(
                    "quarkus.redis.client-type", hosts.size() > 1 ? "cluster" : "standalone");
        }
        String level = value(context, "LOG_LEVEL");
        if (!level.isEmpty()) {
            properties.put("quarkus.log.level", logLevel(level));
        }
        String format = value(context, "FLAGMETER_LOG_FORMAT");
        if (!format.isEmpty()) {
            properties.put("quarkus.log.console.json.enabled", String.valueOf(isJson(format)));
        }
        return List.of(new PropertiesConfigSource(properties, "FlagMeter", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    /** Several, separated by commas, are nodes of one cluster. */
    static List<String> redisUrls(String value) {
        return Stream.of(value.split(",", -1)).map(EnvironmentNames::redisUrl).toList();
    }

    private static String redisUrl(String value) {
        String url = value.strip().replaceFirst("^valkey(s?)://", "redis$1://");
        if (!url.matches("rediss?://[^\\s/]+.*")) {
            throw new IllegalArgumentException(
                    "VALKEY_URL must look like redis://host:6379 or"
                            + " rediss://user:password@host:6379, nodes of a cluster with commas"
                            + " between them");
        }
        return url;
    }

    static String logLevel(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "trace" -> "TRACE";
            case "debug" -> "DEBUG";
            case "info" -> "INFO";
            case "warn", "warning" -> "WARN";
            case "error" -> "ERROR";
            default ->
                    throw new IllegalArgumentException(
                            "LOG_LEVEL must be one of trace, debug, info, warn, error");
        };
    }

    static boolean isJson(String format) {
        return switch (format.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> true;
            case "text" -> false;
            default ->
                    throw new IllegalArgumentException("FLAGMETER_LOG_FORMAT must be text or json");
        };
    }

    private static String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null ? "" : value.getValue();
    }
}
