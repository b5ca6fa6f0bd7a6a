package io.flagmeter.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Pieces of Block Kit (docs.slack.dev, "Formatting message text"). */
final class SlackText {

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
}
