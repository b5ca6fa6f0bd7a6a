package io.flagmeter.second;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.StartServer;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.body.BodyReader;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.queue.EventQueue;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** All that another server writes: what it is for. The rest comes with shared-server. */
@QuarkusMain
@Path("/names")
public class SecondServer {

    public static void main(String... args) {
        StartServer.run(args);
    }

    void register(@Observes Router router, EventQueue queue, BodyBudget budget) {
        router.post("/things").handler(http -> take(http, budget, queue));
    }

    private static void take(RoutingContext http, BodyBudget budget, EventQueue queue) {
        BodyReader.read(
                http, budget, body -> queue.push(event(body), done -> http.end(done.name())));
    }

    private static List<UsageEvent> event(byte[] body) {
        try {
            return List.of(EventCodec.decode(body));
        } catch (InvalidEventException e) {
            throw Problem.of(e).toException();
        }
    }

    @POST
    @AdminOnly
    public String name(InputStream body) throws IOException {
        return JsonFields.read(body, List.of("name")).text("name").orElse("nobody");
    }
}
