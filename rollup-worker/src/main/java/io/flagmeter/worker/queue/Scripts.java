package io.flagmeter.worker.queue;

/**
 * The queue's moves. Valkey runs a script as one step and logs its writes as one transaction, so a
 * SIGKILL of any process finds each of them done or not begun.
 */
final class Scripts {

    /** Milliseconds by Valkey's clock: workers' clocks need not agree. */
    private static final String NOW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;

    /**
     * Moves the oldest events to a new batch list under a lease and returns them, newest first.
     *
     * <p>KEYS events, batch, leases, claimed; ARGV batch id, most events, lease in ms.
     */
    static final String CLAIM =
            NOW
                    + """
                    local waiting = redis.call('LLEN', KEYS[1])
                    local count = math.min(waiting, tonumber(ARGV[2]))
                    if count == 0 then return {} end
                    if count == waiting then
                      redis.call('RENAME', KEYS[1], KEYS[2])
                    else
                      local left = count
                      while left > 0 do
                        local oldest = redis.call('RPOP', KEYS[1], math.min(left, 1000))
                        redis.call('LPUSH', KEYS[2], unpack(oldest))
                        left = left - #oldest
                      end
                    end
                    redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
                    redis.call('INCRBY', KEYS[4], count)
                    return redis.call('LRANGE', KEYS[2], 0, -1)
                    """;

    /**
     * Renews the lease that ran out first and returns its batch id, or nil if none did.
     *
     * <p>KEYS leases; ARGV lease in ms.
     */
    static final String TAKE_OVER =
            NOW
                    + """
                    local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
                    if #expired == 0 then return false end
                    redis.call('ZADD', KEYS[1], now + ARGV[1], expired[1])
                    return expired[1]
                    """;

    /**
     * Deletes a batch and files its dead letters, unless somebody did so before.
     *
     * <p>KEYS batch, leases, dead; ARGV batch id, dead letters.
     */
    static final String ACKNOWLEDGE =
            """
            redis.call('ZREM', KEYS[2], ARGV[1])
            if redis.call('UNLINK', KEYS[1]) == 0 then return 0 end
            for i = 2, #ARGV do redis.call('LPUSH', KEYS[3], ARGV[i]) end
            return 1
            """;

    /**
     * Keeps the larger number, and returns it.
     *
     * <p>KEYS largest; ARGV count.
     */
    static final String RAISE =
            """
            local largest = math.max(redis.call('GET', KEYS[1]) or 0, ARGV[1])
            redis.call('SET', KEYS[1], largest)
            return largest
            """;

    private Scripts() {}
}
