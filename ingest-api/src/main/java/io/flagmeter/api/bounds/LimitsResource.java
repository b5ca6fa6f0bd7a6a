package io.flagmeter.api.bounds;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bounded;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code GET /limits}: for whoever has a key. */
@Path("/limits")
@Tag(name = "ingest")
@SecurityRequirement(name = "anyKey")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class LimitsResource {

    /** All of them, by name. */
    @Schema(name = "Limits")
    record Limits(Map<String, Limit> limits) {

        Limits {
            limits = Map.copyOf(limits);
        }
    }

    /** One of them, as it is answered. */
    @Schema(name = "Limit")
    record Limit(
            @Schema(description = "What is more is refused, or does not happen") long most,
            Bound.Unit unit,
            @Schema(description = "The variable that sets it; null if nothing does")
                    @Nullable String setting,
            @Schema(description = "What is bounded") String about) {

        static Limit of(Bound bound) {
            return new Limit(bound.most(), bound.unit(), bound.setting(), bound.about());
        }
    }

    private final Limits limits;

    LimitsResource(Instance<Bounded> parts) {
        var byName = new TreeMap<String, Limit>();
        for (Bounded part : parts) {
            for (Bound bound : part.bounds()) {
                if (byName.put(bound.name(), Limit.of(bound)) != null) {
                    throw new IllegalStateException("two bounds are called " + bound.name());
                }
            }
        }
        this.limits = new Limits(byName);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readLimits",
            summary = "Every bound of this server",
            description =
                    "They stay as they are while the process runs. A name never changes its meaning;"
                            + " further ones may come.")
    @APIResponse(
            responseCode = "200",
            description = "The bounds by name",
            content =
                    @Content(
                            schema = @Schema(implementation = Limits.class),
                            example =
                                    """
                                    {
                                      "limits": {
                                        "batch": {
                                          "most": 1000,
                                          "unit": "count",
                                          "setting": "FLAGMETER_INGEST_MAX_BATCH_ITEMS",
                                          "about": "events of a batch"
                                        }
                                      }
                                    }
                                    """))
    public Limits limits() {
        return limits;
    }
}
