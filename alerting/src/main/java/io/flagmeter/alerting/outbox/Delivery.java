package io.flagmeter.alerting.outbox;

import io.flagmeter.model.outbox.DeliveryEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One message to one endpoint.
 *
 * @param alertId what it is about; empty for a test message
 * @param attempts how many were made
 * @param since when the first attempt was due
 * @param createdAt when the crossing, the change or the test was
 */
public record Delivery(
        String tenant,
        UUID id,
        DeliveryEvent event,
        Optional<UUID> alertId,
        Endpoint endpoint,
        int attempts,
        Instant since,
        Instant createdAt) {

    /**
     * Where a delivery goes.
     *
     * @param url whole, therefore never to be logged
     * @param secrets that sign; none for Slack
     */
    public record Endpoint(UUID id, Kind kind, String url, List<String> secrets) {

        /** Which messages it takes. */
        public enum Kind {
            SLACK,
            WEBHOOK;

            static Kind of(String column) {
                return valueOf(column.toUpperCase(Locale.ROOT));
            }
        }

        public Endpoint {
            secrets = List.copyOf(secrets);
        }

        @Override
        public String toString() {
            return switch (kind) {
                case SLACK -> "Slack webhook " + id;
                case WEBHOOK -> "webhook " + id;
            };
        }
    }

    /** Reads a pending delivery with its endpoint. */
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
                DeliveryEvent.of(row.getString("event")),
                Optional.ofNullable(row.getObject("alert_id", UUID.class)),
                endpoint,
                row.getInt("attempts"),
                Timestamps.read(row, "since"),
                Timestamps.read(row, "created_at"));
    }
}
