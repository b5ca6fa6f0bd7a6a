package io.flagmeter.api.reconciliation;

import io.flagmeter.server.access.AdminOnly;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** {@code GET /reconciliation}: whether anything was lost or counted twice, for the operator. */
@Path("/reconciliation")
@AdminOnly
class BooksResource {

    private final Reconcile reconcile;

    BooksResource(Reconcile reconcile) {
        this.reconcile = reconcile;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Books books() throws SQLException {
        return reconcile.now();
    }
}
