package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;

/** What a refusal says, RFC 9457 or not. */
record Problem(int status, String text) {
    static Problem of(HttpResponse<byte[]> response) {
        JsonNode body = Json.read(response.body());
        String title = body.path("title").asText();
        String detail = body.path("detail").asText();
        String text = detail.isBlank() ? title : detail;
        return new Problem(response.statusCode(), text.strip());
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + text;
    }
}
