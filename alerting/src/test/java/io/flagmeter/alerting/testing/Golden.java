package io.flagmeter.alerting.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Files that hold what goes over the wire. */
public final class Golden {

    private Golden() {}

    public static JsonObject json(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return new JsonObject(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
        }
    }
}
