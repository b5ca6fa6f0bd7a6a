package io.flagmeter.alerting.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of a host. */
interface Lookup {

    CompletableFuture<List<InetAddress>> addresses(String host);

    /**
     * By the operating system, which knows no time-out of ours: hence not on the caller's thread.
     */
    final class OfSystem implements Lookup {

        @Override
        public CompletableFuture<List<InetAddress>> addresses(String host) {
            var found = new CompletableFuture<List<InetAddress>>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    found.complete(List.of(InetAddress.getAllByName(host)));
                                } catch (UnknownHostException e) {
                                    found.completeExceptionally(e);
                                }
                            });
            return found;
        }
    }
}
