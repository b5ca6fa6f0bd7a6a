package io.flagmeter.server.queue;

import java.util.List;

/**
 * Events that are taken if all limits are kept, and then counted by all of them.
 *
 * @param payloads none for a request that is no event
 */
record Limited(List<byte[]> payloads, List<Check> checks) {

    Limited {
        payloads = List.copyOf(payloads);
        checks = List.copyOf(checks);
    }
}
