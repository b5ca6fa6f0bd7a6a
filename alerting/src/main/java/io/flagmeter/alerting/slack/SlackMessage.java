package io.flagmeter.alerting.slack;

import static io.flagmeter.alerting.slack.SlackText.context;
import static io.flagmeter.alerting.slack.SlackText.escape;
import static io.flagmeter.alerting.slack.SlackText.fields;
import static io.flagmeter.alerting.slack.SlackText.link;
import static io.flagmeter.alerting.slack.SlackText.section;

import io.flagmeter.alerting.http.Message;
import io.flagmeter.alerting.notice.AlertFacts;
import io.flagmeter.alerting.notice.DashboardLink;
import io.flagmeter.alerting.notice.Notice;
import io.flagmeter.alerting.notice.Words;
import io.flagmeter.model.outbox.Outbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One notice for one channel: blocks, and a text for notifications and screen readers. */
public final class SlackMessage {

    private SlackMessage() {}

    public static Message of(Notice notice, DashboardLink dashboard) {
        return switch (notice) {
            case Notice.Crossed(AlertFacts alert) -> alert(notice, alert, ":warning:", dashboard);
            case Notice.Resolved(AlertFacts alert) ->
                    alert(notice, alert, ":white_check_mark:", dashboard);
            case Notice.Test(_, _) -> message(line(notice), new JsonArray());
        };
    }

    /** The notice in a line. */
    static String line(Notice notice) {
        return switch (notice) {
            case Notice.Crossed(AlertFacts alert) ->
                    "%s has crossed %d %% of its quota: %s"
                            .formatted(
                                    escape(alert.tenant()), alert.threshold(), Words.usage(alert));
            case Notice.Resolved(AlertFacts alert) ->
                    "%s is below %d %% of its quota again: %s"
                            .formatted(
                                    escape(alert.tenant()), alert.threshold(), Words.usage(alert));
            case Notice.Test(String tenant, _) ->
                    "This is a test of FlagMeter: alerts of %s will arrive here."
                            .formatted(
                                    Outbox.EVERY_TENANT.equals(tenant)
                                            ? "every tenant"
                                            : escape(tenant));
        };
    }

    static Message message(String text, JsonArray blocks) {
        var body = new JsonObject().put("text", text);
        if (!blocks.isEmpty()) {
            body.put("blocks", blocks);
        }
        return new Message(Map.of(), body.encode());
    }

    private static Message alert(
            Notice notice, AlertFacts alert, String icon, DashboardLink dashboard) {
        var blocks =
                new JsonArray()
                        .add(section(icon + " *" + line(notice) + "*"))
                        .add(
                                fields(
                                        List.of(
                                                "*Used*\n" + Words.usage(alert),
                                                "*Threshold*\n" + alert.threshold() + " %",
                                                "*Period*\n" + Words.period(alert),
                                                "*Resets*\n" + Words.reset(alert))));
        if (!alert.topFeatures().isEmpty()) {
            blocks.add(section("*Top features*\n" + features(alert)));
        }
        blocks.add(
                context(
                        "%s · alert %s"
                                .formatted(
                                        link(dashboard.to(alert.tenant()), "Dashboard"),
                                        alert.id())));
        return message(line(notice), blocks);
    }

    private static String features(AlertFacts alert) {
        return alert.topFeatures().stream()
                .map(use -> "• %s: %s".formatted(escape(use.feature()), Words.tokens(use.tokens())))
                .collect(Collectors.joining("\n"));
    }
}
