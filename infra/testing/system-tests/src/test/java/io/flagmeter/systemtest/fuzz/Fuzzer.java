package io.flagmeter.systemtest.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.systemtest.fuzz.Operation.Sample;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes requests out of the API's own description: some right, most nearly so, a few noise. */
final class Fuzzer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW");

    private static final List<String> HEADERS =
            List.of(
                    "Accept: text/html",
                    "Accept: application/json;q=0, */*;q=0.1",
                    "Accept: nonsense",
                    "Accept-Encoding: gzip",
                    "Content-Encoding: gzip",
                    "Content-Type: application/json; charset=utf-16",
                    "Content-Type: /",
                    "Content-Type: ",
                    "Expect: 100-continue",
                    "Expect: miracles",
                    "Range: bytes=0-1",
                    "If-None-Match: *",
                    "Origin: null",
                    "Authorization: Bearer x",
                    "X-HTTP-Method-Override: DELETE",
                    "X-Forwarded-For: 203.0.113.9, unknown",
                    "Cookie: a=b; c",
                    "No colon",
                    "Bad\u0001Name: x");

    private static final List<String> ENDINGS =
            List.of(
                    "/",
                    "//",
                    "?limit=-1",
                    "?limit=x&limit=1",
                    "?",
                    "#x",
                    ";a=b",
                    "/../events",
                    "%2F",
                    "%00",
                    "%zz",
                    "%",
                    "%C3%28",
                    "é",
                    "[",
                    "?%zz",
                    "?a=%zz");

    private final Random random;
    private final MutateJson json;
    private final List<Operation> operations;
    private final String key;

    /**
     * A source of requests.
     *
     * @param key the operator's, without which most operations would only be refused
     */
    Fuzzer(Random random, List<Operation> operations, String key) {
        this.random = random;
        this.key = key;
        this.json = new MutateJson(random);
        this.operations = operations;
    }

    FuzzedRequest next() {
        Operation operation = pick(operations);
        String method = oneIn(10) ? pick(METHODS) : operation.method().toUpperCase(Locale.ROOT);
        var headers = new ArrayList<String>();
        byte[] body = new byte[0];
        if (!operation.samples().isEmpty()) {
            Sample sample = pick(operation.samples());
            String mediaType =
                    oneIn(12) ? pick(operation.samples()).mediaType() : sample.mediaType();
            headers.add("Content-Type: " + mediaType);
            body = body(sample);
        }
        if (!oneIn(10)) {
            headers.add("Authorization: Bearer " + key);
        }
        if (oneIn(5)) {
            // The first of two wins.
            headers.addFirst(pick(HEADERS));
        }
        return new FuzzedRequest(method, target(operation.path()), headers, body);
    }

    private String target(String path) {
        String filled = path.replaceAll("\\{[^}]*}", oneIn(2) ? "acme-corp" : encoded(json.text()));
        return oneIn(10) ? filled + pick(ENDINGS) : filled;
    }

    /** A replacement must not be read as a pattern's. */
    private static String encoded(String text) {
        return URLEncoder.encode(text.isEmpty() ? "x" : text, UTF_8).replace("+", "%20");
    }

    private byte[] body(Sample sample) {
        String text =
                sample.mediaType().contains("ndjson") ? lines(sample.body()) : json(sample.body());
        byte[] bytes = text.getBytes(UTF_8);
        return switch (random.nextInt(12)) {
            case 0 -> spoilt(bytes);
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> noise();
            default -> bytes;
        };
    }

    /** Without its times, which are as old as the document, half of the time. */
    private String json(JsonNode sample) {
        String text = json.mutate(sample).toString();
        return oneIn(2) ? text.replaceAll(",\"time(stamp)?\":\"[^\"]*\"", "") : text;
    }

    private String lines(JsonNode sample) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> pick(sample.asText().lines().toList()))
                .map(this::mutatedLine)
                .collect(Collectors.joining(pick(List.of("\n", "\r\n", "\n\n", " "))));
    }

    private String mutatedLine(String line) {
        try {
            return json.mutate(JSON.readTree(line)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] spoilt(byte[] bytes) {
        byte[] spoilt = bytes.clone();
        for (int i = 0; i < 3 && spoilt.length > 0; i++) {
            spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
        }
        return spoilt;
    }

    private byte[] noise() {
        // Now and then beyond the limit of a body.
        var noise = new byte[oneIn(20) ? (1 << 20) + random.nextInt(1 << 16) : random.nextInt(500)];
        random.nextBytes(noise);
        return noise;
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
