package io.flagmeter.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The API as clients see it. */
public final class Api {

    /**
     * By when an answer is here whatever is away: the server gives up after 1.5 s, the client and a
     * busy machine may take as long again. What has no time-out takes longer.
     */
    public static final long IN_TIME_MILLIS = 3_000;

    /** What META-INF/microprofile-config.properties gives the server. */
    public static final String KEY = "a-key-of-the-tests";

    /** The line of a request that shows it. */
    public static final String KEY_HEADER = "Authorization: Bearer " + KEY + "\r\n";

    private static final RestAssuredConfig AS_GIVEN =
            RestAssuredConfig.config()
                    .encoderConfig(
                            EncoderConfig.encoderConfig()
                                    .appendDefaultContentCharsetToContentTypeIfUndefined(false));

    private Api() {}

    /** A request with the key of the server. */
    public static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + KEY);
    }

    public static ValidatableResponse post(String path, String mediaType, String body) {
        return post(path, mediaType, body.getBytes(UTF_8));
    }

    public static ValidatableResponse post(String path, String mediaType, byte[] body) {
        return operator().config(AS_GIVEN).contentType(mediaType).body(body).post(path).then();
    }

    public static ValidatableResponse patch(String path, String body) {
        return operator()
                .config(AS_GIVEN)
                .contentType("application/merge-patch+json")
                .body(body.getBytes(UTF_8))
                .patch(path)
                .then();
    }

    public static ValidatableResponse event(String body) {
        return post("/events", "application/json", body);
    }

    public static ValidatableResponse get(String path, Object... parameters) {
        return operator().get(path, parameters).then();
    }

    /** Returns when each has been answered; fails as the first of them does. */
    public static void atOnce(int requests, Runnable request) {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(
                            Stream.generate(() -> CompletableFuture.runAsync(request, clients))
                                    .limit(requests)
                                    .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    /** Every error is a whole problem of its type, and one of ours names the request. */
    public static ValidatableResponse isProblem(
            ValidatableResponse answer, int status, String slug) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:flagmeter:problem:" + slug))
                .body("status", equalTo(status))
                .body("title", not(blankOrNullString()))
                .body("detail", not(blankOrNullString()))
                .body("instance", not(blankOrNullString()))
                .body("requestId", status < 500 ? nullValue() : equalTo(requestId(answer)));
    }

    private static String requestId(ValidatableResponse answer) {
        return answer.extract().header("X-Request-Id");
    }
}
