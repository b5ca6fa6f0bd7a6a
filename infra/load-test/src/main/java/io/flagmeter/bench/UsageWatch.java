package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for a tenant's usage over and over, as a product would that shows it, and notes the total.
 */
final class UsageWatch implements AutoCloseable {

    /** What this adds to a time at most; without a pause it would take a core from the meter. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
    private static final Pattern TOTAL = Pattern.compile("\"totalTokens\":(\\d+)");

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    UsageWatch(int port, String tenant) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        request =
                "GET /usage/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                        .formatted(tenant, BenchKey.HEADER)
                        .getBytes(US_ASCII);
    }

    /** Until that many are counted, or nothing more was counted for long. */
    Sightings until(long events) throws IOException {
        var sightings = new Sightings();
        long grew = System.nanoTime();
        while (sightings.counted() < events && System.nanoTime() - grew < PATIENCE_NANOS) {
            long before = sightings.counted();
            long total = total();
            long now = System.nanoTime();
            sightings.add(now, total);
            grew = sightings.counted() > before ? now : grew;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return sightings;
    }

    private long total() throws IOException {
        socket.getOutputStream().write(request);
        var head = new StringBuilder(256);
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the API closed the connection");
            }
            head.append((char) c);
        }
        Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
        if (!length.find()) {
            throw new IOException("an answer without a Content-Length");
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        Matcher total = TOTAL.matcher(new String(body, US_ASCII));
        // The tenant is unknown until the first event is counted.
        return total.find() ? Long.parseLong(total.group(1)) : 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
