package io.flagmeter.api.series;

import io.flagmeter.api.query.Parameters;
import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/** {@code GET /usage/TENANT/series}. */
@Singleton
public class SeriesRoute {

    private final ReadSeries read;
    private final QueryTurns turns;

    SeriesRoute(ReadSeries read, QueryTurns turns) {
        this.read = read;
        this.turns = turns;
    }

    /** Answers a request whose sender may read the tenant's usage. */
    public void answer(RoutingContext context, String tenant) {
        SeriesRequest request = SeriesRequest.of(tenant, Parameters.of(context));
        turns.answer(context, () -> read(request));
    }

    private byte[] read(SeriesRequest request) throws SQLException {
        Optional<Series> series =
                NameParameter.isName(request.tenant()) ? read.of(request) : Optional.empty();
        return series.orElseThrow(
                        () ->
                                Problem.of(
                                                ProblemType.UNKNOWN_TENANT,
                                                "no event of this tenant was counted yet: "
                                                        + request.tenant())
                                        .toException())
                .toJson();
    }
}
