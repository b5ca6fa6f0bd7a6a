package io.flagmeter.alerting.message;

import static io.flagmeter.alerting.message.TestNotices.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.Golden;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SlackMessageTest {

    /** Of the text of a section (docs.slack.dev, "Section block"). */
    private static final int SECTION_LIMIT = 3000;

    private static final String LONGEST = "t".repeat(128);

    @Test
    void aCrossingTellsWhoHowMuchUntilWhenAndWhatFor() throws IOException {
        assertThat(json(TestNotices.crossed())).isEqualTo(Golden.json("slack-crossed.json"));
    }

    @Test
    void aRaisedQuotaIsTold() {
        assertThat(json(TestNotices.resolved(OptionalLong.of(2_000_000))).getString("text"))
                .isEqualTo(
                        "acme-corp is below 80 % of its quota again:"
                                + " 820,000 of 2,000,000 tokens (41 %)");
        assertThat(json(TestNotices.resolved(OptionalLong.empty())).getString("text"))
                .isEqualTo(
                        "acme-corp is below 80 % of its quota again:"
                                + " 820,000 tokens, without a quota");
    }

    @Test
    void aTestSaysThatItIsOne() {
        assertThat(json(TestNotices.test("acme-corp")).getString("text"))
                .isEqualTo("This is a test of FlagMeter: alerts of acme-corp will arrive here.");
        assertThat(json(TestNotices.test("*")).getString("text")).contains("every tenant");
    }

    @Test
    void whatSlackReadsAsItsOwnIsEscaped() {
        var dashboard = new DashboardLink("https://meter.example.com/?a=1&b=|>&t={tenant}");
        String body = SlackMessage.of(TestNotices.crossed("<!here>&", "a<b>"), dashboard).body();

        assertThat(body)
                .contains("&lt;!here&gt;&amp;", "a&lt;b&gt;")
                .contains("?a=1&amp;b=%7C&gt;&amp;t=%3C%21here%3E%26|Dashboard>")
                .doesNotContain("<!here>", "a<b>");
    }

    @Test
    void aDigestTellsTheFirstOfManyInWords() {
        List<Notice> notices = Collections.nCopies(1000, TestNotices.crossed(LONGEST, LONGEST));

        var digest = new JsonObject(SlackMessage.digest(notices).body());

        assertThat(digest.getString("text"))
                .isEqualTo("FlagMeter has 1000 alerts for this channel");
        assertThat(digest.encode()).contains("and 976 more").containsOnlyOnce("and 976 more");
        assertThat(digest.getJsonArray("blocks").stream().map(JsonObject.class::cast))
                .hasSize(5)
                .allSatisfy(block -> assertThat(block.encode()).hasSizeLessThan(SECTION_LIMIT));
    }

    private static JsonObject json(Notice notice) {
        return new JsonObject(SlackMessage.of(notice, DASHBOARD).body());
    }
}
