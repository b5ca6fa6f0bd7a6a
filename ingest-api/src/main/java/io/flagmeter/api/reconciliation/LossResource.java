package io.flagmeter.api.reconciliation;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;

/** {@code POST /reconciliation/losses}: what is gone, and why. */
@Path("/reconciliation/losses")
@AdminOnly
class LossResource {

    private static final long MOST = 1_000_000_000_000_000L;
    private static final int LONGEST_REASON = 500;

    private final WriteOff writeOff;

    LossResource(WriteOff writeOff) {
        this.writeOff = writeOff;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Books write(InputStream body) throws IOException, SQLException {
        var fields = JsonFields.read(body, List.of("events", "reason"));
        long events =
                fields.integer("events", -MOST, MOST)
                        .filter(number -> number != 0)
                        .orElseThrow(
                                () -> JsonFields.invalid("events", "is required, and never 0"));
        String reason = fields.text("reason").orElse("").strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON || reason.indexOf(0) >= 0) {
            throw JsonFields.invalid(
                    "reason", "is required, at most " + LONGEST_REASON + " characters long");
        }
        return writeOff.write(events, reason);
    }
}
