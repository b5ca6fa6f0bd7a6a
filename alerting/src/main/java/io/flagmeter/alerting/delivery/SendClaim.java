package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.http.Answer;
import io.flagmeter.alerting.http.Message;
import io.flagmeter.alerting.http.PostMessage;
import io.flagmeter.alerting.notice.DashboardConfig;
import io.flagmeter.alerting.notice.DashboardLink;
import io.flagmeter.alerting.notice.Notice;
import io.flagmeter.alerting.notice.ReadNotices;
import io.flagmeter.alerting.outbox.Attempt;
import io.flagmeter.alerting.outbox.Claim;
import io.flagmeter.alerting.retry.Verdict;
import io.flagmeter.alerting.slack.SlackDigest;
import io.flagmeter.alerting.slack.SlackMessage;
import io.flagmeter.alerting.webhook.WebhookMessage;
import io.flagmeter.model.alert.WebhookUrl;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** Words a claim and posts it, outside of any transaction. */
@Singleton
class SendClaim {

    private final ReadNotices readNotices;
    private final PostMessage postMessage;
    private final DashboardLink dashboard;
    private final Clock clock;

    SendClaim(
            ReadNotices readNotices,
            PostMessage postMessage,
            DashboardConfig dashboard,
            Clock clock) {
        this.readNotices = readNotices;
        this.postMessage = postMessage;
        this.dashboard = DashboardLink.of(dashboard);
        this.clock = clock;
    }

    /**
     * Makes one attempt.
     *
     * @throws SQLException if it is not known what to say; nothing was sent
     */
    Attempt send(Claim claim) throws SQLException {
        List<Notice> notices = readNotices.read(claim.deliveries());
        Instant start = clock.instant();
        long startNanos = System.nanoTime();
        Answer answer = answer(claim, notices, start);
        return new Attempt(
                start,
                Duration.ofNanos(System.nanoTime() - startNanos),
                answer instanceof Answer.Answered(int status, _)
                        ? OptionalInt.of(status)
                        : OptionalInt.empty(),
                Verdict.of(answer, clock.instant()));
    }

    private Answer answer(Claim claim, List<Notice> notices, Instant now) {
        if (notices.isEmpty()) {
            return new Answer.NotSent("the alert does not exist any more");
        }
        WebhookUrl url;
        Message message;
        try {
            url = WebhookUrl.of(claim.endpoint().url());
            message = message(claim, notices, now);
        } catch (IllegalArgumentException e) {
            return new Answer.NotSent(String.valueOf(e.getMessage()));
        }
        return postMessage.post(url, message);
    }

    private Message message(Claim claim, List<Notice> notices, Instant now) {
        return switch (claim.endpoint().kind()) {
            case SLACK ->
                    notices.size() == 1
                            ? SlackMessage.of(notices.getFirst(), dashboard)
                            : SlackDigest.of(notices);
            case WEBHOOK ->
                    WebhookMessage.of(
                            notices.getFirst(), dashboard, claim.endpoint().secrets(), now);
        };
    }
}
