package io.flagmeter.alerting.outbox;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

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
