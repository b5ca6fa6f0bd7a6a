package io.flagmeter.api.admin;

import static io.restassured.RestAssured.given;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LocalClientTest {

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For, 127.0.0.1",
        "Forwarded, for=127.0.0.1",
        "X-Real-IP, 127.0.0.1",
        "Via, 1.1 proxy",
        "Host, rebound.example.com",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void whoeverSpeaksForOthersIsAStranger(String header, String value) {
        for (String path : new String[] {"/tenants", "/webhooks", "/alerts", "/dead-letters"}) {
            Api.isProblem(given().header(header, value).get(path).then(), 403, "forbidden");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080"})
    void everyNameOfThisMachineIsTaken(String host) {
        given().header("Host", host).get("/dead-letters").then().statusCode(200);
    }

    @Test
    void pageOfTheServerItselfMayAsk() {
        given().header("Sec-Fetch-Site", "same-origin").get("/dead-letters").then().statusCode(200);
    }
}
