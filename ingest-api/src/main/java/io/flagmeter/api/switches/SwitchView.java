package io.flagmeter.api.switches;

import io.flagmeter.server.precondition.EntityTag;
import io.flagmeter.server.precondition.Tagged;
import io.flagmeter.server.switches.Setting;
import io.flagmeter.server.switches.Switch;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A switch in an answer. */
@Schema(name = "Switch")
record SwitchView(
        @Schema(ref = "SwitchName") String name,
        @Schema(description = "What is on or off") String about,
        boolean enabled,
        @Schema(
                        minimum = "0",
                        maximum = "100",
                        description = "Of the tenants, for whom it is on while it is enabled")
                int percent,
        @Schema(description = "Who says so: api for every process, environment for each by its own")
                Source source,
        @Schema(description = "The variable of the environment") String variable,
        @Schema(description = "When it was switched by this path; null if the environment says it")
                @Nullable Instant updatedAt)
        implements Tagged {

    /** As it is written in JSON. */
    enum Source {
        api,
        environment
    }

    static SwitchView switched(Switch which, Setting setting, Instant at) {
        return of(which, setting, Source.api, at);
    }

    static SwitchView byEnvironment(Switch which, Setting setting) {
        return of(which, setting, Source.environment, null);
    }

    private static SwitchView of(
            Switch which, Setting setting, Source source, @Nullable Instant at) {
        return new SwitchView(
                which.text(),
                which.about(),
                setting.enabled(),
                setting.percent(),
                source,
                which.variable(),
                at);
    }

    @Override
    public EntityTag tag() {
        return EntityTag.of(name, enabled, percent, source, updatedAt);
    }
}
