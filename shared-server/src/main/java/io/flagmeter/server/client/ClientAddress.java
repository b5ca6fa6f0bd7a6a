package io.flagmeter.server.client;

import io.flagmeter.model.config.Settings;
import io.flagmeter.model.network.Network;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a client: the peer's, unless that is a proxy we trust; then the last one that the
 * proxies name and that is none of theirs. What stands before it is the client's own word.
 */
@Singleton
public class ClientAddress {

    private static final String UNKNOWN = "unknown";

    /** Proxies one behind another; what is further away does not count. */
    private static final int MOST_HOPS = 16;

    /** No address is longer; what is would be work that a stranger sets. */
    private static final int LONGEST = 256;

    /** An address in digits, nothing that would be looked up; a port or brackets may be there. */
    private static final Pattern HOP =
            Pattern.compile(
                    "\"?(?:(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?"
                            + "|\\[([0-9A-Fa-f:.]{2,45})](?::\\d{1,5})?"
                            + "|([0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*))\"?");

    /** The address in an element of RFC 7239, such as {@code by=x;for="[2001:db8::1]:80"}. */
    private static final Pattern FOR =
            Pattern.compile(
                    "(?:^|.*;)\\s*for\\s*=\\s*([^;]*?)\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private final List<Network> trusted;
    private final boolean forwarded;

    @Inject
    ClientAddress(ProxyConfig config) {
        this(config.networks().orElse(List.of()), config.header());
    }

    ClientAddress(List<String> networks, ProxyConfig.Header header) {
        this.trusted = networks.stream().map(ClientAddress::network).toList();
        this.forwarded = header == ProxyConfig.Header.FORWARDED;
    }

    private static Network network(String text) {
        try {
            return Network.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "FLAGMETER_TRUSTED_PROXIES is wrong: " + e.getMessage());
        }
    }

    /** Made before the first request, so that a network that is none stops the start. */
    void check(@Observes @Priority(-2) StartupEvent start) {
        Settings.require(
                trusted.size() <= 1_000, "FLAGMETER_TRUSTED_PROXIES has over 1000 networks");
    }

    /** In digits. */
    public String of(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        if (peer == null || peer.hostAddress() == null) {
            return UNKNOWN;
        }
        if (trusted.isEmpty()) {
            return peer.hostAddress();
        }
        return of(
                peer.hostAddress(),
                request.headers().getAll(forwarded ? "Forwarded" : "X-Forwarded-For"));
    }

    /**
     * What stands for a client where something is counted by address: that, or of IPv6 the network
     * of 64 bits, of whose addresses one client has as many as it likes.
     */
    public String networkOf(HttpServerRequest request) {
        return networkOf(of(request));
    }

    /** As above; what is no address stands for itself. */
    static String networkOf(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address.replaceFirst("%.*", "")).getAddress();
            return bytes.length == 16
                    ? HexFormat.ofDelimiter(":").formatHex(bytes, 0, 8) + "::/64"
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /** Whether it comes from this machine itself, by whatever name it is known here. */
    public boolean isLoopback(HttpServerRequest request) {
        try {
            return InetAddress.ofLiteral(of(request)).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * As above.
     *
     * @param headers in the order in which they came
     */
    String of(String peer, List<String> headers) {
        InetAddress address = hop(peer);
        if (address == null) {
            return peer;
        }
        int hops = 0;
        for (String header : headers.reversed()) {
            int end = header.length();
            while (end >= 0 && isTrusted(address) && hops++ < MOST_HOPS) {
                int comma = end == 0 ? -1 : header.lastIndexOf(',', end - 1);
                InetAddress before =
                        end - comma > LONGEST
                                ? null
                                : hop(element(header.substring(comma + 1, end).strip()));
                if (before == null) {
                    // Whoever is named so, the nearest one that is known is the proxy.
                    return address.getHostAddress();
                }
                address = before;
                end = comma;
            }
        }
        return address.getHostAddress();
    }

    private boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private String element(String text) {
        if (!forwarded) {
            return text;
        }
        Matcher named = FOR.matcher(text);
        return named.matches() ? named.group(1) : "";
    }

    private static @Nullable InetAddress hop(String text) {
        Matcher hop = HOP.matcher(text);
        if (!hop.matches()) {
            return null;
        }
        String literal =
                hop.group(1) != null
                        ? hop.group(1)
                        : hop.group(2) != null ? hop.group(2) : hop.group(3);
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
