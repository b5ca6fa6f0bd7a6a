package io.flagmeter.alerting.slack;

import io.flagmeter.alerting.http.Message;
import io.flagmeter.alerting.notice.AlertFacts;
import io.flagmeter.alerting.notice.Notice;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.stream.Collectors;

/** Many notices for one channel in one message. */
public final class SlackDigest {

    /** So that a section stays below Slack's 3,000 characters, whatever the tenants are called. */
    private static final int LINES_PER_SECTION = 8;

    private static final int MOST_LINES = 24;

    private SlackDigest() {}

    /** The first 24 in words, the others as a number. */
    public static Message of(List<Notice> notices) {
        String text = "FlagMeter has %d alerts for this channel".formatted(notices.size());
        var blocks = new JsonArray().add(SlackText.section("*" + text + "*"));
        List<Notice> told = notices.subList(0, Math.min(notices.size(), MOST_LINES));
        for (int from = 0; from < told.size(); from += LINES_PER_SECTION) {
            int to = Math.min(from + LINES_PER_SECTION, told.size());
            blocks.add(SlackText.section(lines(told.subList(from, to))));
        }
        if (notices.size() > told.size()) {
            int rest = notices.size() - told.size();
            blocks.add(SlackText.context("and %d more".formatted(rest)));
        }
        return SlackMessage.message(text, blocks);
    }

    private static String lines(List<Notice> notices) {
        return notices.stream().map(SlackDigest::line).collect(Collectors.joining("\n"));
    }

    private static String line(Notice notice) {
        String line = "• " + SlackMessage.line(notice);
        return switch (notice) {
            case Notice.Crossed(AlertFacts alert) -> line + " · alert " + alert.id();
            case Notice.Resolved(AlertFacts alert) -> line + " · alert " + alert.id();
            case Notice.Test(_, _) -> line;
        };
    }
}
