package io.flagmeter.api.repeat;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Reads the header Idempotency-Key of what is posted to the admin API. */
class ReadIdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    private final Repeats repeats;

    ReadIdempotencyKey(Repeats repeats) {
        this.repeats = repeats;
    }

    /** Behind the question whether the caller may ask at all. */
    @AdminOnly
    @ServerRequestFilter(priority = Priorities.USER + 1)
    public void read(ContainerRequestContext request, RoutingContext context)
            throws IOException, SQLException {
        List<String> keys = context.request().headers().getAll(HEADER);
        if (keys.isEmpty() || !request.getMethod().equals(HttpMethod.POST)) {
            return;
        }
        String key = keys.getFirst();
        if (keys.size() > 1 || !KEY.matcher(key).matches()) {
            throw new Problem(
                            ProblemType.INVALID_PARAMETER,
                            HEADER + " must be sent once, 1 to 255 visible ASCII characters long",
                            HEADER,
                            255L)
                    .toException();
        }
        // One byte more than is taken, so that what is too long is refused as ever.
        byte[] body = request.getEntityStream().readNBytes(JsonFields.MAX_BYTES + 1);
        request.setEntityStream(new ByteArrayInputStream(body));
        repeats.ask(
                AskedOnce.of(
                        name(RequestCaller.of(context)),
                        key,
                        request.getMethod(),
                        context.request().uri(),
                        body),
                context);
    }

    private static String name(Caller caller) {
        return caller.key() == null ? caller.name() : caller.key().toString();
    }
}
