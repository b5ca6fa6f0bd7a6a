package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines of docs/dialects.md, as curl would send them. */
@QuarkusTest
class DialectsPageTest {

    private static final Pattern LINE = Pattern.compile("```sh\\ncurl (.*)\\n```");
    private static final Pattern HEADER = Pattern.compile("-H '([^:]+): ([^']+)'");
    private static final Pattern BODY = Pattern.compile("-d '([^']+)'$");

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    @Test
    void everyLineIsTakenAndTakenApart() throws IOException {
        List<String> lines =
                LINE.matcher(Files.readString(Path.of("../docs/dialects.md")))
                        .results()
                        .map(line -> line.group(1))
                        .toList();

        lines.forEach(DialectsPageTest::send);

        var messages = new TokenParts(2048, 1800, 248, 193, 310);
        var small = new TokenParts(25, 0, 0, 13, 0);
        assertThat(meter.queued().stream().map(UsageEvent::parts))
                .containsExactly(
                        new TokenParts(86, 1920, 0, 108, 192),
                        new TokenParts(512, 1024, 0, 203, 832),
                        messages,
                        messages,
                        small,
                        small);
        assertThat(meter.queued().getLast().id()).isEqualTo("/gateway/eu-1 café-1");
    }

    private static void send(String line) {
        assertThat(line)
                .startsWith(
                        "\"$FLAGMETER_URL/events\" -H \"Authorization: Bearer $FLAGMETER_KEY\" ");
        RequestSpecification request = Api.operator();
        for (MatchResult header : HEADER.matcher(line).results().toList()) {
            if (header.group(1).equals("Content-Type")) {
                request.contentType(header.group(2) + "; charset=UTF-8");
            } else {
                request.header(header.group(1), header.group(2));
            }
        }
        String body = BODY.matcher(line).results().findFirst().orElseThrow().group(1);
        request.body(body).post("/events").then().statusCode(200);
    }
}
