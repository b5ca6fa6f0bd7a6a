package io.flagmeter.api.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Temporary. */
@Singleton
class NoopRouteTemporary {
    private static final Buffer OK =
            Buffer.buffer(
                    "{\"id\":\"01a1f84d-dd16-7c3a-86df-67841cbc873e\",\"status\":\"accepted\"}");

    void register(@Observes Router router) {
        router.post("/noop")
                .handler(
                        c ->
                                BodyReader.read(
                                        c.request(),
                                        1000,
                                        b ->
                                                c.response()
                                                        .putHeader(
                                                                "content-type", "application/json")
                                                        .end(OK),
                                        p -> {}));
    }
}
