package io.flagmeter.systemtest.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.util.Locale;

/** What came back on a connection of its own, until the server closed it. */
record WireAnswer(int status, String mediaType, String body) {

    /** Longer than any answer takes, the 503 of a server that waits for another included. */
    private static final int PATIENCE_MILLIS = 5_000;

    static WireAnswer to(FuzzedRequest request, int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.bytes());
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return of(answer.replaceFirst("(?s)^HTTP/1.1 100 .*?\r\n\r\n", ""));
        }
    }

    private static WireAnswer of(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (!answer.startsWith("HTTP/1.1 ") || end < 0) {
            return new WireAnswer(0, "", answer);
        }
        String head = answer.substring(0, end);
        String mediaType =
                head.lines()
                        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-type:"))
                        .map(line -> line.substring(13).strip())
                        .findFirst()
                        .orElse("");
        byte[] body = answer.substring(end + 4).getBytes(ISO_8859_1);
        return new WireAnswer(
                Integer.parseInt(head.substring(9, 12)), mediaType, new String(body, UTF_8));
    }
}
