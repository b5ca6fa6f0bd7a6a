package io.flagmeter.api.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes that are no request of HTTP/1.1, or several at once, as the packaged server answers them.
 */
class RawRequestsIT {

    private static final String EVENT = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";
    private static final String POST =
            "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n";

    private static ApiProcess api;

    @BeforeAll
    static void start() throws IOException {
        api = new ApiProcess(Map.of());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void whoSendsAheadIsAnsweredInOrder() throws Exception {
        String head = POST + "Content-Length: " + EVENT.length() + "\r\n\r\n";
        String requests =
                (head + EVENT + "GET /usage/a%20b HTTP/1.1\r\nHost: t\r\n\r\n").repeat(500);
        String last = "GET /%zz HTTP/1.1\r\nHost: t\r\n\r\n";
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.setSoTimeout(10_000);
            Thread.ofVirtual().start(() -> writeAll(socket, requests + last));

            List<String> statuses = statuses(socket);

            assertThat(statuses).hasSize(1_001).last().isEqualTo("400");
            assertThat(statuses.subList(0, 1_000))
                    .isEqualTo(
                            Stream.generate(() -> List.of("200", "404"))
                                    .limit(500)
                                    .flatMap(List::stream)
                                    .toList());
        }
    }

    private static void writeAll(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> statuses(Socket socket) throws IOException {
        String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        return Stream.of(all.split("HTTP/1.1 ")).skip(1).map(one -> one.substring(0, 3)).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /%zz HTTP/1.1~Host: t~~                                     | 400 | bad-request
                    GET /usage/%4 HTTP/1.1~Host: t~~                                | 400 | bad-request
                    GET /tenants/a[ HTTP/1.1~Host: t~~                              | 400 | bad-request
                    GET /tenants?limit={1} HTTP/1.1~Host: t~~                       | 400 | bad-request
                    GET /tenants?a=%zz HTTP/1.1~Host: t~~                           | 400 | bad-request
                    GET /usage/t/series?from=%zz HTTP/1.1~Host: t~~                | 400 | bad-request
                    GET /LONG HTTP/1.1~Host: t~~                                    | 414 | uri-too-long
                    GET / HTTP/1.1~Host: t~X: LONGLONGLONGLONGLONG~~                | 431 | headers-too-large
                    GET / HTTP/1.1~Host: t~FIELDS~                                  | 431 | headers-too-large
                    GET~~                                                           | 400 | bad-request
                    GET / HTTP/1.1~~                                                | 400 | bad-request
                    GET / HTTP/1.1~Host: a~Host: b~~                                | 400 | bad-request
                    JUNK / HTTP/1.1~Host: t~~                                       | 501 | not-implemented
                    GET / HTTP/3.0~Host: t~~                                        | 505 | version-not-supported
                    PRI * HTTP/2.0~~SM~~                                            | 505 | version-not-supported
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: gzip, chunked~~0~~ | 501 | not-implemented
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: junk~~0~~      | 501 | not-implemented
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: chunked, chunked~~0~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: chunked~Content-Length: 5~~0~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Length: 5~Content-Length: 6~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Length: -5~~              | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Type: application/json~Transfer-Encoding: chunked~~zz~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Type: application/json~Transfer-Encoding: chunked~~1;LONG~~ | 400 | bad-request
                    """)
    void whatIsNotUnderstoodIsAProblemAndEndsTheConnection(String request, int status, String slug)
            throws Exception {
        String answer =
                api.answerTo(
                        request.replace("~", "\r\n")
                                .replace("LONG", "x".repeat(5_000))
                                .replace("FIELDS", "a:b\r\n".repeat(500)));

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/problem+json", "\r\nconnection: close\r\n")
                .contains("urn:flagmeter:problem:" + slug + "\"")
                .contains("\"instance\":\"/");
        assertThat(answer.contains("requestId")).isEqualTo(status >= 500);
    }

    @Test
    void whoAsksForTheHeadOnlyGetsNoMore() throws Exception {
        String answer = api.answerTo("HEAD /%zz HTTP/1.1\r\nHost: t\r\nX-Request-Id: mine\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsPattern("\r\ncontent-length: [1-9]")
                .containsIgnoringCase("\r\nx-request-id: mine\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void strangersMakeNoSeriesOfMetrics() throws Exception {
        for (String line :
                List.of("GET /", "GET /tenants/", "POST /events/", "PUT /usage/", "JUNK")) {
            for (int i = 0; i < 20; i++) {
                String path = line.endsWith("/") ? line + "junk" + i : line + i + " /junk";
                String close = " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
                assertThat(api.answerTo(path + close)).startsWith("HTTP/1.1 ");
                assertThat(api.answerTo(path + "%zz" + close)).startsWith("HTTP/1.1 ");
            }
        }

        assertThat(api.metrics())
                .doesNotContain("junk")
                .doesNotContain("JUNK")
                .contains("uri=\"other\"");
    }
}
