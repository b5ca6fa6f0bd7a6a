package io.flagmeter.api.events;

import io.flagmeter.api.limits.RouteLimits;
import io.flagmeter.api.query.Parameters;
import io.flagmeter.api.query.QueryTurns;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.limits.RouteClass;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /events}: a page of a tenant's raw log, or an export of a range of it. */
@Singleton
public class EventsRoute {

    private static final Problem NOT_ACCEPTABLE =
            Problem.of(
                    ProblemType.NOT_ACCEPTABLE,
                    "the answer is application/json, application/x-ndjson or text/csv");

    private final ReadEvents read;
    private final QueryTurns turns;
    private final Exports exports;
    private final RouteLimits limits;

    EventsRoute(ReadEvents read, QueryTurns turns, Exports exports, RouteLimits limits) {
        this.read = read;
        this.turns = turns;
        this.exports = exports;
        this.limits = limits;
    }

    /** Answers a request, if its sender may read the tenant's usage. */
    public void answer(RoutingContext context) {
        Caller caller = RequestCaller.of(context);
        caller.require(Scope.READ);
        Parameters parameters = Parameters.of(context);
        String tenant =
                parameters
                        .text("tenant")
                        .map(name -> NameParameter.of("tenant", name))
                        .orElseThrow(() -> Parameters.invalid("tenant", "is required"));
        caller.requireTenant(tenant);
        EventsRequest request = EventsRequest.of(tenant, parameters);
        Accepted accepted = accepted(context.parsedHeaders().accept());
        if (accepted == null) {
            ProblemRoutes.answer(context, NOT_ACCEPTABLE);
        } else if (accepted.export == null) {
            page(context, request, parameters);
        } else {
            requireNoPage(parameters);
            ExportFormat format = accepted.export;
            limits.keep(
                    context, RouteClass.EXPORTS, () -> exports.answer(context, request, format));
        }
    }

    private void page(RoutingContext context, EventsRequest request, Parameters parameters) {
        int limit = Limit.of(parameters.text("limit").orElse(Limit.DEFAULT));
        Place after = parameters.text("after").map(text -> Place.of(text, request)).orElse(null);
        turns.answer(context, () -> read.page(request, limit, after).toJson());
    }

    private static void requireNoPage(Parameters parameters) {
        for (String name : List.of("limit", "after")) {
            if (parameters.text(name).isPresent()) {
                throw Parameters.invalid(name, "is for pages of application/json only");
            }
        }
    }

    /** What a client gets. */
    private enum Accepted {
        PAGE(null),
        NDJSON(ExportFormat.NDJSON),
        CSV(ExportFormat.CSV);

        /** Null: a page. */
        private final @Nullable ExportFormat export;

        Accepted(@Nullable ExportFormat export) {
            this.export = export;
        }
    }

    /** The first of what it accepts that there is; null if there is none. */
    private static @Nullable Accepted accepted(List<MIMEHeader> headers) {
        if (headers.isEmpty()) {
            return Accepted.PAGE;
        }
        Optional<Accepted> first =
                headers.stream()
                        .filter(header -> header.weight() > 0)
                        .map(EventsRoute::accepted)
                        .flatMap(Optional::stream)
                        .findFirst();
        return first.orElse(null);
    }

    private static Optional<Accepted> accepted(MIMEHeader header) {
        String type = header.component() + "/" + header.subComponent();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "*/*", "application/*", "application/json" -> Optional.of(Accepted.PAGE);
            case "application/x-ndjson" -> Optional.of(Accepted.NDJSON);
            case "text/*", "text/csv" -> Optional.of(Accepted.CSV);
            default -> Optional.empty();
        };
    }
}
