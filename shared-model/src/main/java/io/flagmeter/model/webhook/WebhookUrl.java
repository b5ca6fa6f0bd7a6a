package io.flagmeter.model.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are posted. Whoever knows the URL of a Slack webhook may post to it, so it is a
 * secret: {@link #masked()} and {@link #toString()} show its host and its last characters only.
 */
public record WebhookUrl(URI uri) {

    /** Longest URL, in characters. */
    public static final int MAX_LENGTH = 2048;

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final int SHOWN = 4;

    /** So short a secret would be half told by its end. */
    private static final int SHORTEST_SHOWN = 20;

    /**
     * Checks the syntax: {@code https}, or {@code http} to the loopback interface. Whether the
     * target may be used is for {@link TargetRules} to say.
     *
     * @throws IllegalArgumentException with a sentence that begins with {@code url} and never
     *     repeats it
     */
    public static WebhookUrl of(String text) {
        require(!text.isBlank(), "must not be blank");
        require(
                text.length() <= MAX_LENGTH,
                "must be at most " + MAX_LENGTH + " characters long, was " + text.length());
        var url = new WebhookUrl(parsed(text));
        require(
                "https".equalsIgnoreCase(url.uri.getScheme())
                        || "http".equalsIgnoreCase(url.uri.getScheme()),
                "must begin with https://");
        require(isHost(url.uri.getHost()), "must name a host, in ASCII");
        require(url.uri.getRawUserInfo() == null, "must not hold a user or a password");
        require(url.uri.getRawFragment() == null, "must not hold a fragment (#…)");
        require(url.port() >= 1 && url.port() <= 65_535, "must name a port from 1 to 65535");
        require(url.isSecure() || url.isLoopback(), "must begin with https://");
        return url;
    }

    public boolean isSecure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether the host is written as one that can only be this machine. */
    public boolean isLoopback() {
        return "localhost".equalsIgnoreCase(host())
                || literalAddress().filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** The host as it is written, an IPv6 address without its brackets. */
    public String host() {
        return uri.getHost().replaceAll("[\\[\\]]", "");
    }

    public int port() {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return isSecure() ? 443 : 80;
    }

    /** Path and query, as they go on the request line. */
    public String requestTarget() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** The address, if the host is written as one and not as a name. */
    public Optional<InetAddress> literalAddress() {
        String host = host();
        return host.contains(":") || NUMERIC.matcher(host).matches()
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    /** For logs and answers, such as {@code https://hooks.slack.com/…WXyz}. */
    public String masked() {
        String secret = requestTarget();
        String end =
                secret.length() < SHORTEST_SHOWN ? "" : secret.substring(secret.length() - SHOWN);
        return "%s://%s/…%s".formatted(uri.getScheme(), uri.getRawAuthority(), end);
    }

    @Override
    public String toString() {
        return masked();
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // The exception repeats the URL.
            throw new IllegalArgumentException(
                    "url is malformed: %s at character %d"
                            .formatted(e.getReason(), e.getIndex() + 1));
        }
    }

    /** Not the shorthands of addresses, such as 2130706433 and 127.1. */
    private static boolean isHost(@Nullable String host) {
        return host != null
                && (!NUMERIC.matcher(host).matches() || DOTTED_QUAD.matcher(host).matches());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("url " + rule);
        }
    }
}
