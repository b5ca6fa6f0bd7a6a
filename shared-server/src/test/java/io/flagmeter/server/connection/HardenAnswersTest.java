package io.flagmeter.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HardenAnswersTest {

    private static HttpHeaders sent(HttpResponseStatus status, Map<String, String> own) {
        var channel = new EmbeddedChannel(HardenAnswers.INSTANCE);
        var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        own.forEach(answer.headers()::set);
        channel.writeOutbound(answer);
        DefaultHttpResponse sent = channel.readOutbound();
        return sent.headers();
    }

    @Test
    void answersAreNoPagesAndAreNotKept() {
        HttpHeaders headers = sent(HttpResponseStatus.OK, Map.of());

        assertThat(headers.entries())
                .extracting(header -> header.getKey() + ": " + header.getValue())
                .containsExactlyInAnyOrder(
                        "x-content-type-options: nosniff",
                        "referrer-policy: no-referrer",
                        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
                        "cache-control: no-store");
    }

    @Test
    void answerForBrowsersSaysItselfWhatTheyMayLoadAndKeep() {
        HttpHeaders headers =
                sent(
                        HttpResponseStatus.OK,
                        Map.of(
                                "Content-Security-Policy",
                                "default-src 'self'",
                                "Cache-Control",
                                "max-age=60",
                                "X-Content-Type-Options",
                                "sniff"));

        assertThat(headers.getAll("content-security-policy")).containsExactly("default-src 'self'");
        assertThat(headers.getAll("cache-control")).containsExactly("max-age=60");
        assertThat(headers.getAll("x-content-type-options")).containsExactly("nosniff");
    }

    @Test
    void interimAnswersStayBare() {
        assertThat(sent(HttpResponseStatus.CONTINUE, Map.of())).isEmpty();
    }
}
