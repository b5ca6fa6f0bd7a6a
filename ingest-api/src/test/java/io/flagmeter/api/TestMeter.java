package io.flagmeter.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.server.queue.ValkeyCalls;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** What stands behind the API in tests: a real Valkey and a real PostgreSQL. */
@Singleton
public class TestMeter {

    private static final List<String> SCHEMA =
            List.of(
                    "/db/migration/V1__the_meter.sql",
                    "/db/migration/V2__alerts.sql",
                    "/db/migration/V3__losses.sql",
                    "/db/migration/V4__access.sql",
                    "/db/migration/V6__audit.sql",
                    "/db/migration/V7__limits.sql",
                    "/db/migration/V9__idempotency.sql",
                    "/db/migration/V10__corrections.sql",
                    "/db/migration/V11__token_parts.sql",
                    "/db/migration/V12__switches.sql");

    private final ValkeyCalls valkey;
    private final DataSource database;

    TestMeter(ValkeyCalls valkey, DataSource database) {
        this.valkey = valkey;
        this.database = database;
    }

    /** Empties both servers; the schema is there afterwards. */
    public void empty() throws SQLException, IOException {
        // Unlike FLUSHALL it goes to every node of a cluster.
        valkey("FLUSHDB");
        sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        for (String file : SCHEMA) {
            try (InputStream schema = TestMeter.class.getResourceAsStream(file)) {
                sql(new String(Objects.requireNonNull(schema).readAllBytes(), UTF_8));
            }
        }
    }

    public void sql(String statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** The first column of what a query finds, as text. */
    public List<String> rows(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    public Response valkey(String command, Object... args) {
        Request request = Request.cmd(Command.create(command));
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(arg.toString());
            }
        }
        return valkey.call(request);
    }

    /** What waits for a worker, oldest first. */
    public List<UsageEvent> queued() {
        var events = new ArrayList<UsageEvent>();
        for (Response payload : valkey("LRANGE", QueueKeys.DEFAULT.events(), 0, -1)) {
            try {
                events.addFirst(EventCodec.decode(payload.toBytes()));
            } catch (InvalidEventException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }

    public long accepted() {
        Response counts = valkey("MGET", QueueKeys.DEFAULT.own(), QueueKeys.DEFAULT.accepted());
        return counts.stream().filter(Objects::nonNull).mapToLong(Response::toLong).sum();
    }
}
