package io.flagmeter.server.queue;

import org.jspecify.annotations.Nullable;

/**
 * Limits that a request must keep, and what it takes of them: one request, and its tokens.
 *
 * @param subject whose limits they are, a part of their key in Valkey
 * @param home the tenant in whose partition they live, or what stands in for one
 * @param tokens less than 0 for a request that is no event: then only requests are counted
 */
public record Check(Allowance allowance, String subject, String home, long tokens) {

    /** How many limits a subject may have: one of requests, one of tokens. */
    static final int SLOTS = 2;

    /** What a limit that the request need not keep costs. */
    static final long NOT_ASKED = -1;

    /** Whether the request takes anything of it. */
    public boolean isAsked() {
        return cost(0) != NOT_ASKED || cost(1) != NOT_ASKED;
    }

    /** What its key in Valkey is called, within the partition. */
    String key() {
        return allowance.kind() + ":" + subject;
    }

    static @Nullable RateLimit limit(Allowance allowance, int slot) {
        return slot == 0 ? allowance.requests() : allowance.tokens();
    }

    @Nullable RateLimit limit(int slot) {
        return limit(allowance, slot);
    }

    /** No more than fits in at once: what costs more would be refused for ever. */
    long cost(int slot) {
        RateLimit limit = limit(slot);
        if (limit == null || (slot == 1 && tokens < 0)) {
            return NOT_ASKED;
        }
        return slot == 0 ? 1 : Math.min(tokens, limit.capacity());
    }
}
