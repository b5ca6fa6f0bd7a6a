package io.flagmeter.tools;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What opens the operator's paths of the API, if it is known. */
public record OperatorKey(Optional<String> text) {

    /** The one that {@code ./flagmeter} passes on. */
    public static OperatorKey ofEnvironment() {
        return new OperatorKey(
                Optional.ofNullable(System.getenv("FLAGMETER_ADMIN_KEY"))
                        .filter(text -> !text.isBlank()));
    }

    /** The one that {@code ./flagmeter up} made in a state folder. */
    public static OperatorKey keptIn(Path home) throws IOException {
        return new OperatorKey(Optional.of(Files.readString(home.resolve("admin-key")).strip()));
    }

    /** Shows it to the server, which otherwise says itself what is missing. */
    public HttpRequest.Builder on(HttpRequest.Builder request) {
        text.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }
}
