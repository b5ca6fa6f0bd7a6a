package io.flagmeter.model.webhook;

import io.flagmeter.model.network.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be posted to: those of the public internet, and what an operator adds.
 * Without it, whoever may add a webhook could reach the services beside the meter.
 *
 * @param allowLoopback for development: this machine too, and there over http
 * @param allowed networks that are allowed although they are not public
 */
public record TargetRules(boolean allowLoopback, List<Network> allowed) {

    /** IANA's special-purpose registry, and the address at which Azure serves its machines. */
    private static final List<Network> NOT_PUBLIC =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "168.63.129.16/32",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "3fff::/20")
                    .map(Network::of)
                    .toList();

    /** Every other IPv6 address is local, multicast, or an IPv4 address in disguise. */
    private static final Network PUBLIC_V6 = Network.of("2000::/3");

    public TargetRules {
        allowed = List.copyOf(allowed);
    }

    /**
     * The rules that the operator sets, the same for who adds webhooks and for who posts to them.
     *
     * @throws IllegalArgumentException with a sentence that names the variable
     */
    public static TargetRules configured(boolean allowLoopback, Optional<List<String>> networks) {
        try {
            return new TargetRules(
                    allowLoopback, networks.orElse(List.of()).stream().map(Network::of).toList());
        } catch (IllegalArgumentException e) {
            // Without its cause, whose message is what a failed start would print.
            throw new IllegalArgumentException(
                    "FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS: " + e.getMessage());
        }
    }

    /**
     * What can be said before the host's name is looked up: a sentence that begins with {@code
     * url}, empty if there is nothing against it.
     */
    public Optional<String> refusal(WebhookUrl url) {
        if (!url.isSecure() && !allowLoopback) {
            return Optional.of("url must begin with https://");
        }
        return url.literalAddress().flatMap(address -> refusal(url, address));
    }

    /** Why no request may go to this address of the URL's host; empty if it may. */
    public Optional<String> refusal(WebhookUrl url, InetAddress address) {
        if (!url.isSecure() && !(allowLoopback && address.isLoopbackAddress())) {
            return Optional.of("url must begin with https://");
        }
        if (isPublic(address)
                || (allowLoopback && address.isLoopbackAddress())
                || allowed.stream().anyMatch(network -> network.contains(address))) {
            return Optional.empty();
        }
        return Optional.of(
                "url must not lead to a private or special address (%s)"
                        .formatted(address.getHostAddress()));
    }

    private static boolean isPublic(InetAddress address) {
        return (address instanceof Inet4Address || PUBLIC_V6.contains(address))
                && NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }
}
