package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * A request whose numbers are written in place: the generator shares two cores with what it
 * measures, so it formats nothing per request.
 */
final class Template {

    private final byte[] bytes;

    Template(String text) {
        bytes = text.getBytes(US_ASCII);
    }

    /** A {@code POST} of this body. */
    static Template post(String path, String body) {
        return post(path, BenchKey.HEADER, body);
    }

    /** The same by whoever has no key. */
    static Template keyless(String path, String body) {
        return post(path, "", body);
    }

    private static Template post(String path, String header, String body) {
        return new Template(
                "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, header, body.length(), body));
    }

    /** A {@code GET}. */
    static Template get(String path) {
        return new Template(
                "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, BenchKey.HEADER));
    }

    int length() {
        return bytes.length;
    }

    /** Where this text first stands at or after an index. */
    int find(String text, int from) {
        int at = new String(bytes, US_ASCII).indexOf(text, from);
        if (at < 0) {
            throw new IllegalArgumentException("no " + text);
        }
        return at;
    }

    /** Writes a number with leading zeros. */
    void number(int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    void writeTo(ByteBuffer buffer) {
        buffer.put(bytes);
    }
}
