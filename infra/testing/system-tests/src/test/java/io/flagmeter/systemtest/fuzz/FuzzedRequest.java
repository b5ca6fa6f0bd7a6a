package io.flagmeter.systemtest.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A request as it goes over the wire, whether or not any client library would send it. */
record FuzzedRequest(String method, String target, List<String> headers, byte[] body) {

    byte[] bytes() {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.toString().getBytes(ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        String text = new String(bytes(), ISO_8859_1).replaceAll("[^ -~\r\n]", "·");
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }
}
