package io.flagmeter.api.books;

import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Keeps strangers out of what only the operator may do, until there are keys. */
final class LocalClient {

    private LocalClient() {}

    /** Refuses a request that came from another machine, also by way of a proxy on this one. */
    static void require(HttpServerRequest request) {
        boolean forwarded =
                request.headers().contains("Forwarded")
                        || request.headers().contains("X-Forwarded-For");
        if (forwarded || !isLoopback(request.remoteAddress().hostAddress())) {
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "this path answers clients on the server's own machine only")
                    .toException();
        }
    }

    private static boolean isLoopback(String address) {
        try {
            // An address, never a name: nothing is looked up.
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
