package io.flagmeter.alerting.http;

import java.util.Map;

/** The body of a request, JSON, and the headers that belong to it. */
public record Message(Map<String, String> headers, String body) {

    public Message {
        headers = Map.copyOf(headers);
    }
}
