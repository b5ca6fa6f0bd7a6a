package io.flagmeter.tools.replay;

import io.flagmeter.tools.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What explains a report that is not as hoped, and what to do about it. */
final class ReportHints {
    private ReportHints() {}

    static List<String> of(ReplayReport report) {
        List<String> hints = new ArrayList<>();
        SendResult sent = report.sent();
        Counted counted = report.counted();
        if (!sent.failure().isEmpty()) {
            hints.add(sent.failure());
            long left = report.trace().rows().size() - sent.events();
            hints.add(
                    ReplayReport.grouped(left)
                            + " events were not answered; run the same command again: what was"
                            + " counted is not counted twice");
        }
        if (!counted.quiet()) {
            hints.add(
                    "the worker had not caught up after %d s; %s"
                            .formatted(report.how().timeout().toSeconds(), counted));
        }
        Optional<Instant> period = counted.usage().map(Usage::periodStart);
        if (period.isPresent() && period.get().isAfter(report.periodStart())) {
            hints.add(
                    "a new billing period began at %s; only that one is compared"
                            .formatted(period.get()));
        } else if (report.difference() > 0) {
            hints.add("this tenant and feature hold usage that is not from this file");
        } else if (report.difference() < 0 && allAccepted(report) && counted.quiet()) {
            hints.add(
                    "this tenant has had events of this file before, under another feature or in"
                            + " another billing period, or they are dead letters");
        }
        return hints;
    }

    private static boolean allAccepted(ReplayReport report) {
        return report.sent().accepted() == report.trace().rows().size();
    }
}
