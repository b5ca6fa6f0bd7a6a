package io.flagmeter.server.switches;

import io.flagmeter.model.config.Settings;
import io.flagmeter.server.access.Followed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How all switches stand: as the table {@code switches} says, and for one that is not in it as the
 * environment does. Who asks reads memory.
 */
@Singleton
public class Switches implements Followed {

    private static final Logger LOG = Logger.getLogger(Switches.class);

    private static final String READ = "SELECT name, enabled, percent FROM switches";

    private final Map<Switch, Setting> byEnvironment = new EnumMap<>(Switch.class);

    /** A new map for each change; all switches are in it. */
    private volatile Map<Switch, Setting> settings;

    @Inject
    Switches(Config config, MeterRegistry registry) {
        this(property -> config.getOptionalValue(property, String.class).orElse(null));
        for (Switch each : Switch.values()) {
            Gauge.builder("flagmeter.switch", this, switches -> switches.percent(each))
                    .description("Percent of the tenants for whom an optional part is on")
                    .tag("name", each.text())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private Switches(Function<String, @Nullable String> configured) {
        for (Switch each : Switch.values()) {
            byEnvironment.put(each, new Setting(isOn(each, configured), Setting.WHOLE));
        }
        settings = byEnvironment;
    }

    /**
     * As a process has them to whom nobody says anything.
     *
     * @param configured the value of a property; null where there is none
     */
    public static Switches of(Function<String, @Nullable String> configured) {
        return new Switches(configured);
    }

    private static boolean isOn(Switch each, Function<String, @Nullable String> configured) {
        String value = configured.apply(each.property());
        if (value == null) {
            return each.onByDefault();
        }
        Settings.require(
                value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"),
                "%s must be true or false, is %s".formatted(each.variable(), value));
        return value.equalsIgnoreCase("true");
    }

    /** Made before the first request, so that a bad value stops the start. */
    void check(@Observes @Priority(-2) StartupEvent start) {}

    /** How it stands where nobody has switched it. */
    public Setting byEnvironment(Switch which) {
        return of(byEnvironment, which);
    }

    /** Whether it is off for everybody. */
    public boolean isOff(Switch which) {
        return percent(which) == 0;
    }

    /**
     * Whether it is on for a tenant.
     *
     * @param subject the tenant, or what stands in for one where there is none
     */
    public boolean isOn(Switch which, String subject) {
        int percent = percent(which);
        return percent == Setting.WHOLE || (percent > 0 && which.place(subject) < percent);
    }

    private int percent(Switch which) {
        return of(settings, which).effective();
    }

    private static Setting of(Map<Switch, Setting> settings, Switch which) {
        return Objects.requireNonNull(settings.get(which));
    }

    @Override
    public String topic() {
        return "switches";
    }

    @Override
    public String words() {
        return "switches";
    }

    /** One that only another release knows says nothing here. */
    @Override
    public void read(Connection connection) throws SQLException {
        var found = new EnumMap<>(byEnvironment);
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                var setting = new Setting(rows.getBoolean("enabled"), rows.getInt("percent"));
                Switch.of(rows.getString("name")).ifPresent(which -> found.put(which, setting));
            }
        }
        var before = settings;
        settings = found;
        for (Switch each : Switch.values()) {
            say(each, of(before, each).effective(), of(found, each).effective());
        }
    }

    private static void say(Switch which, int before, int now) {
        if (now != before) {
            LOG.infof(
                    "switch %s: %s are on for %d %% of the tenants, were for %d %%",
                    which.text(), which.about(), now, before);
        }
    }
}
