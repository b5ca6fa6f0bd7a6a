package io.flagmeter.second;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.fixtures.PackagedService;
import io.flagmeter.fixtures.TestIssuer;
import io.flagmeter.model.queue.QueueKeys;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server that wrote none of it has. */
class SecondServerIT {

    private static final String KEY = "a-key-of-the-tests";
    private static final String EVENT =
            "{\"id\":\"a\",\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1,"
                    + "\"timestamp\":\"2026-11-25T14:32:00Z\",\"received\":\"2026-11-25T14:32:00Z\"}";

    private static final StackDirectory DIRECTORY = StackDirectory.temporary();
    private static EmbeddedValkey valkey;
    private static TestIssuer issuer;
    private static PackagedService server;

    @BeforeAll
    static void start() throws IOException {
        valkey = EmbeddedValkey.start(DIRECTORY, 0);
        issuer = new TestIssuer();
        var settings =
                Map.of(
                        "VALKEY_URL",
                        valkey.url(),
                        "FLAGMETER_ADMIN_KEY",
                        KEY,
                        "FLAGMETER_JWT_ISSUER",
                        issuer.url(),
                        "FLAGMETER_JWT_AUDIENCE",
                        "meter");
        server = new PackagedService(96, DIRECTORY.log("second-server"), settings);
        RestAssured.port = server.port();
        await().atMost(Duration.ofSeconds(60)).until(server::ready);
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
        valkey.kill();
        DIRECTORY.delete();
    }

    private static RequestSpecification json(String body) {
        return operator().contentType("application/json").body(body);
    }

    private static ValidatableResponse isProblem(
            ValidatableResponse answer, int status, String slug) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:flagmeter:problem:" + slug));
    }

    @Test
    void pushesEventsToTheQueue() throws IOException {
        json(EVENT).post("/things").then().statusCode(200).body(equalTo("ACCEPTED"));

        try (var connection = ValkeyConnection.to(valkey.port())) {
            assertThat(connection.length(QueueKeys.DEFAULT.events())).isEqualTo(1);
        }
    }

    @Test
    void unknownPathIsAProblem() {
        isProblem(operator().get("/nowhere").then(), 404, "not-found");
        isProblem(operator().get("/names/x;y").then(), 404, "not-found");
    }

    @Test
    void wrongMethodIsToldTheRightOne() {
        isProblem(operator().get("/names").then(), 405, "method-not-allowed")
                .header("Allow", equalTo("POST"));
    }

    @Test
    void pathsThatStrangersInventAreOneSeriesOfTheMetrics() {
        isProblem(
                json("{}").header("Content-Encoding", "gzip").post("/invented").then(),
                415,
                "unsupported-encoding");

        await().untilAsserted(
                        () ->
                                operator()
                                        .get("/q/metrics")
                                        .then()
                                        .body(containsString("uri=\"other\""))
                                        .body(not(containsString("invented"))));
    }

    @Test
    void badBodiesAreProblems() {
        isProblem(json("{\"tokens\":1}").post("/things").then(), 400, "invalid-event");
        isProblem(json("x".repeat((1 << 20) + 1)).post("/things").then(), 413, "body-too-large");
        isProblem(
                json("{}").header("Content-Encoding", "gzip").post("/things").then(),
                415,
                "unsupported-encoding");
        isProblem(json("{").post("/names").then(), 400, "malformed-json");
        isProblem(json("{\"nom\":\"x\"}").post("/names").then(), 400, "invalid-field");
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + KEY);
    }

    @Test
    void strangersAreAskedForTheKeyAndTheOperatorIsServed() {
        isProblem(given().post("/names").then(), 401, "unauthorized")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"flagmeter\""));
        isProblem(given().post("/things").then(), 401, "unauthorized");
        json("{\"name\":\"x\"}").post("/names").then().statusCode(200).body(equalTo("x"));
    }

    /** Each is another one, which has to be verified while its body waits. */
    @Test
    void tokensOfAnIssuerAreTakenToo() throws Exception {
        isProblem(
                given().header("Authorization", "Bearer " + token("flagmeter:read", "1"))
                        .contentType("application/json")
                        .body("{\"tokens\":1}")
                        .post("/things")
                        .then(),
                400,
                "invalid-event");
        isProblem(
                given().header("Authorization", "Bearer " + token("flagmeter:read", "2"))
                        .body("{\"name\":\"x\"}")
                        .post("/names")
                        .then(),
                403,
                "forbidden");
        given().header("Authorization", "Bearer " + token("flagmeter:admin", "3"))
                .body("{\"name\":\"x\"}")
                .post("/names")
                .then()
                .statusCode(200)
                .body(equalTo("x"));
        isProblem(
                given().header("Authorization", "Bearer a.b.c").get("/names").then(),
                401,
                "unauthorized");
    }

    private static String token(String scope, String subject) throws JoseException {
        var claims = issuer.claims();
        claims.setSubject(subject);
        claims.setStringClaim("scope", scope);
        claims.setStringClaim("flagmeter_tenant", "*");
        return issuer.token(claims);
    }

    @Test
    void bodyThatComesWhileATokenIsVerifiedIsNotLost() throws Exception {
        String token = token("flagmeter:admin", "4");
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(5_000);
            String head =
                    "POST /names HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAuthorization: Bearer "
                            + token
                            + "\r\nContent-Length: 12\r\n\r\n{\"name\"";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            socket.getOutputStream().write(":\"y\"}".getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("y");
        }
    }

    @Test
    void requestsHaveIds() {
        operator()
                .header("X-Request-Id", "mine")
                .get("/nowhere")
                .then()
                .header("X-Request-Id", equalTo("mine"));
        json("{}").post("/names").then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    /** RFC 9112, section 3.2: without its guard the server would answer such a request. */
    @Test
    void connectionsAreGuarded() throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /nowhere HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("HTTP/1.1 wants one header Host");
        }
    }

    @Test
    void describesItselfWhereUnknownPathsSayThatItDoes() {
        operator().get("/nowhere").then().body("detail", endsWith("see /q/openapi"));
        operator().get("/q/openapi").then().statusCode(200).body(containsString("/names"));
    }

    @Test
    void readinessTellsOfValkey() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("valkey"));
    }
}
