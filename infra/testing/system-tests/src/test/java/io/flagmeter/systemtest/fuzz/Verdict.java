package io.flagmeter.systemtest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;

/** Whether an answer is one that the API promises. */
record Verdict(FuzzedRequest request, WireAnswer answer, Set<String> types) {

    /** What HTTP does not have, and the fuzzer sends. */
    private static final Set<String> NO_METHODS = Set.of("BREW", "UNHEARD");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every answer is one of ours, and every refusal a whole problem of a documented type. */
    void check() throws IOException {
        if (answer.status() == 501) {
            assertThat(request.method()).isIn(NO_METHODS);
        } else {
            assertThat(answer.status()).as(answer.toString()).isBetween(200, 499);
        }
        boolean mayBeEmpty = request.method().equals("HEAD");
        if (answer.status() < 400 || (mayBeEmpty && answer.body().isEmpty())) {
            return;
        }
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(answer.status());
        assertThat(types).contains(problem.get("type").asText());
        assertThat(problem.get("detail").asText()).isNotBlank();
    }

    /** How many events an answer says were accepted. */
    static long acknowledged(WireAnswer answer) throws IOException {
        if (answer.status() != 200 || !answer.mediaType().equals("application/json")) {
            return 0;
        }
        JsonNode body = JSON.readTree(answer.body());
        if (body.path("status").asText().equals("accepted")) {
            return 1;
        }
        return body.has("results") ? body.get("accepted").asLong() : 0;
    }
}
