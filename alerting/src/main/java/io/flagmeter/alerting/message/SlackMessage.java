package io.flagmeter.alerting.message;

import static io.flagmeter.alerting.message.SlackText.context;
import static io.flagmeter.alerting.message.SlackText.escape;
import static io.flagmeter.alerting.message.SlackText.fields;
import static io.flagmeter.alerting.message.SlackText.link;
import static io.flagmeter.alerting.message.SlackText.period;
import static io.flagmeter.alerting.message.SlackText.reset;
import static io.flagmeter.alerting.message.SlackText.section;
import static io.flagmeter.alerting.message.SlackText.tokens;
import static io.flagmeter.alerting.message.SlackText.usage;

import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.message.Notice.AlertFacts;
import io.flagmeter.model.outbox.Outbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a channel is sent: blocks, and a text for notifications and screen readers. */
public final class SlackMessage {

    /** So that a section stays below Slack's 3,000 characters, whatever the tenants are called. */
    private static final int LINES_PER_SECTION = 8;

    private static final int MOST_LINES = 24;

    private SlackMessage() {}

    /** One notice. */
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
                            .formatted(escape(alert.tenant()), alert.threshold(), usage(alert));
            case Notice.Resolved(AlertFacts alert) ->
                    "%s is below %d %% of its quota again: %s"
                            .formatted(escape(alert.tenant()), alert.threshold(), usage(alert));
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
                                                "*Used*\n" + usage(alert),
                                                "*Threshold*\n" + alert.threshold() + " %",
                                                "*Period*\n" + period(alert),
                                                "*Resets*\n" + reset(alert))));
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
                .map(use -> "• %s: %s".formatted(escape(use.feature()), tokens(use.tokens())))
                .collect(Collectors.joining("\n"));
    }

    /** Many notices: the first 24 in words, the others as a number. */
    public static Message digest(List<Notice> notices) {
        String text = "FlagMeter has %d alerts for this channel".formatted(notices.size());
        var blocks = new JsonArray().add(section("*" + text + "*"));
        List<Notice> told = notices.subList(0, Math.min(notices.size(), MOST_LINES));
        for (int from = 0; from < told.size(); from += LINES_PER_SECTION) {
            int to = Math.min(from + LINES_PER_SECTION, told.size());
            blocks.add(section(lines(told.subList(from, to))));
        }
        if (notices.size() > told.size()) {
            int rest = notices.size() - told.size();
            blocks.add(context("and %d more".formatted(rest)));
        }
        return message(text, blocks);
    }

    private static String lines(List<Notice> notices) {
        return notices.stream().map(SlackMessage::bullet).collect(Collectors.joining("\n"));
    }

    private static String bullet(Notice notice) {
        String line = "• " + line(notice);
        return switch (notice) {
            case Notice.Crossed(AlertFacts alert) -> line + " · alert " + alert.id();
            case Notice.Resolved(AlertFacts alert) -> line + " · alert " + alert.id();
            case Notice.Test(_, _) -> line;
        };
    }
}
