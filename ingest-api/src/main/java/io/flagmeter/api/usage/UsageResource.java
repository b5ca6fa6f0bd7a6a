package io.flagmeter.api.usage;

import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemException;
import io.flagmeter.api.problem.ProblemType;
import io.flagmeter.api.queue.QueueSampler;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;

/** {@code GET /usage/TENANT}: a quota check. */
@Path("/usage")
class UsageResource {

    private final ReadUsage read;
    private final QueueSampler queue;
    private final Clock clock;

    UsageResource(ReadUsage read, QueueSampler queue, Clock clock) {
        this.read = read;
        this.queue = queue;
        this.clock = clock;
    }

    @GET
    @Path("{tenant:.+}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public UsageReport usage(@PathParam("tenant") String tenant) throws SQLException {
        Instant now = clock.instant();
        return read.of(known(tenant), now)
                .map(usage -> UsageReport.of(usage, now, queue.state().lagSeconds()))
                .orElseThrow(() -> unknown(tenant));
    }

    /** A name that no event can carry is unknown; PostgreSQL would refuse some of them. */
    private static String known(String tenant) {
        try {
            EventRules.name("tenant", tenant);
        } catch (InvalidEventException e) {
            throw unknown(tenant);
        }
        return tenant;
    }

    private static ProblemException unknown(String tenant) {
        return Problem.of(
                        ProblemType.UNKNOWN_TENANT,
                        "no event of this tenant was counted yet: " + tenant)
                .toException();
    }
}
