package io.flagmeter.alerting.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads a pending delivery with its endpoint. */
final class DeliveryRow {

    private DeliveryRow() {}

    static Delivery read(ResultSet row) throws SQLException {
        var endpoint =
                new Endpoint(
                        row.getObject("endpoint_id", UUID.class),
                        Endpoint.Kind.of(row.getString("kind")),
                        row.getString("url"),
                        List.of((String[]) row.getArray("secrets").getArray()));
        return new Delivery(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                Delivery.Event.of(row.getString("event")),
                Optional.ofNullable(row.getObject("alert_id", UUID.class)),
                endpoint,
                row.getInt("attempts"),
                Timestamps.read(row, "since"),
                Timestamps.read(row, "created_at"));
    }
}
