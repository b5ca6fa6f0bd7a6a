package io.flagmeter.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;

/** What the API answered. */
public record ApiAnswer(HttpRequest request, int status, HttpHeaders headers, JsonNode body) {

    public boolean succeeded() {
        return status / 100 == 2;
    }

    /** 408, 429 and every 5xx: the server or a proxy before it says "not now". */
    public boolean mayPass() {
        return status >= 500 || status == 429 || status == 408;
    }

    /** What a refusal says, RFC 9457 or not. */
    public String problem() {
        String title = body.path("title").asText();
        String detail = body.path("detail").asText();
        String text = (detail.isBlank() ? title : detail).strip();
        return text.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + text;
    }

    JsonNode orRefused() throws IOException {
        if (!succeeded()) {
            throw new IOException(
                    "%s %s was refused: %s"
                            .formatted(
                                    request.method(),
                                    request.uri().getPath(),
                                    body.path("detail").asText("HTTP " + status)));
        }
        return body;
    }
}
