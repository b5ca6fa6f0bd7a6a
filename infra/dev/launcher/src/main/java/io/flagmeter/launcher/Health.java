package io.flagmeter.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /q/health/ready} of a service answers. */
record Health(boolean isReady, String words) {

    static final int TIMEOUT_MILLIS = 2000;

    /** A check of MicroProfile Health's answer that is down; its name comes right before. */
    private static final Pattern DOWN =
            Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"status\"\\s*:\\s*\"DOWN\"");

    /** HttpURLConnection because it is loaded in a tenth of the time a HttpClient takes. */
    static Health of(String host, int port) {
        HttpURLConnection connection = null;
        try {
            var url = URI.create("http://%s:%d/q/health/ready".formatted(host, port)).toURL();
            connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return of(connection);
        } catch (IOException | ClassCastException e) {
            return new Health(false, "no answer");
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private static Health of(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status == 200) {
            return new Health(true, "ready");
        }
        try (var body = connection.getErrorStream()) {
            String text =
                    body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Health(false, notReady(status, text));
        }
    }

    static String notReady(int status, String body) {
        String down =
                DOWN.matcher(body)
                        .results()
                        .map(hit -> hit.group(1))
                        .collect(Collectors.joining(", "));
        return down.isEmpty() ? "answers " + status : "down: " + down;
    }
}
