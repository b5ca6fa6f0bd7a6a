package io.flagmeter.alerting.message;

import io.flagmeter.alerting.message.Notice.AlertFacts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Facts as people read them, and pieces of Block Kit (docs.slack.dev, "Formatting message text").
 */
final class SlackText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private SlackText() {}

    /** The three characters that Slack reads as its own. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String link(String url, String label) {
        // A bar would end the URL.
        return "<%s|%s>".formatted(escape(url).replace("|", "%7C"), escape(label));
    }

    static JsonObject section(String text) {
        return new JsonObject().put("type", "section").put("text", markdown(text));
    }

    static JsonObject fields(List<String> texts) {
        return new JsonObject().put("type", "section").put("fields", all(texts));
    }

    static JsonObject context(String text) {
        return new JsonObject().put("type", "context").put("elements", all(List.of(text)));
    }

    private static JsonArray all(List<String> texts) {
        return new JsonArray(texts.stream().map(SlackText::markdown).toList());
    }

    private static JsonObject markdown(String text) {
        // Verbatim: a tenant called like a domain must not become a link.
        return new JsonObject().put("type", "mrkdwn").put("text", text).put("verbatim", true);
    }

    /** {@code 820,000 of 1,000,000 tokens (82 %)}. */
    static String usage(AlertFacts alert) {
        if (alert.quota().isEmpty()) {
            return tokens(alert.total()) + ", without a quota";
        }
        return String.format(
                Locale.ENGLISH,
                "%,d of %s (%d %%)",
                alert.total(),
                tokens(alert.quota().getAsLong()),
                alert.percent().orElseThrow());
    }

    static String tokens(long tokens) {
        return String.format(Locale.ENGLISH, "%,d tokens", tokens);
    }

    /** The billing period, in the tenant's time zone. */
    static String period(AlertFacts alert) {
        return time(alert, alert.periodStart()) + " to " + time(alert, alert.periodEnd());
    }

    /** When the next period begins, in the tenant's time zone. */
    static String reset(AlertFacts alert) {
        return "%s (%s)".formatted(time(alert, alert.periodEnd()), alert.zone());
    }

    private static String time(AlertFacts alert, Instant instant) {
        return TIME.format(instant.atZone(alert.zone()));
    }
}
