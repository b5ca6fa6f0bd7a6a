package io.flagmeter.api.admin;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises requests that a program of this very machine sent for itself. */
final class LocalClient {

    /** What proxies add, also one on this machine that speaks for clients elsewhere. */
    private static final List<String> OF_PROXIES =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

    private LocalClient() {}

    static boolean sent(HttpServerRequest request) {
        return InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress()
                && OF_PROXIES.stream().noneMatch(request.headers()::contains)
                && namesThisMachine(request.authority())
                && !isOfAnotherSite(request.getHeader("Sec-Fetch-Site"));
    }

    /** A page in a local browser can be made to resolve a name of its own to this machine. */
    private static boolean namesThisMachine(@Nullable HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.host();
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("[::1]")
                || host.equals("::1");
    }

    /** Nor may a page of another site post here unseen. */
    private static boolean isOfAnotherSite(@Nullable String site) {
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }
}
