package io.flagmeter.launcher;

import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.tools.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server as the services see it: its URL, and the process where the stack runs it itself. */
public record Backend(Server server, String url, Optional<EmbeddedServer> embedded) {

    static final String EXTERNAL = "external ";

    public static Backend of(Server server, EmbeddedServer embedded) {
        return new Backend(server, embedded.url(), Optional.of(embedded));
    }

    public static Backend replacedBy(Server server, String url) {
        return new Backend(server, url, Optional.empty());
    }

    /** Itself, or each of the nodes that are named if it is a Valkey cluster. */
    public List<Backend> nodes() {
        return server == Server.VALKEY && url.contains(",")
                ? Stream.of(url.split(",")).map(node -> replacedBy(server, node.strip())).toList()
                : List.of(this);
    }

    public String host() {
        return Optional.ofNullable(uri().getHost()).orElse("localhost");
    }

    public int port() {
        int port = uri().getPort();
        return port < 0 ? server.usualPort() : port;
    }

    /** Tells one server from another without its password. */
    String address() {
        String path = Optional.ofNullable(uri().getPath()).orElse("");
        return (embedded.isPresent() ? "" : EXTERNAL) + host() + ":" + port() + path;
    }

    /** The URL as it may be shown: a password of the user's own is blotted out. */
    public String shown() {
        return embedded.isPresent() ? url : url.replaceAll("(://[^:@/]*):[^@/]*@", "$1:***@");
    }

    private URI uri() {
        try {
            return new URI(nodes().getFirst().url.replaceFirst("^jdbc:", ""));
        } catch (URISyntaxException e) {
            throw UserError.about(
                    "%s is not a URL; it should look like %s."
                            .formatted(
                                    server.variable(),
                                    server == Server.POSTGRES
                                            ? "postgresql://user:password@host:5432/database"
                                            : "redis://host:6379"));
        }
    }
}
