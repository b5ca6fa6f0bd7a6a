package io.flagmeter.worker.queue;

import io.flagmeter.model.queue.BoundedRead;

/**
 * The queue's moves. Valkey runs a script as one step and logs its writes as one transaction, so a
 * SIGKILL of any process finds each of them done or not begun.
 *
 * <p>At its maxmemory Valkey refuses a command that may take more, unless the script has written
 * before. Room comes from workers only, so what they do then must not be refused: the first write
 * of each move is one that takes nothing.
 */
final class Scripts {

    /** Milliseconds by Valkey's clock: workers' clocks need not agree. */
    private static final String NOW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;

    /**
     * Moves the oldest events to a new batch list under a lease. Returns how many are left, and
     * those that were moved, oldest first.
     *
     * <p>KEYS events, batch, leases, claimed, gate, claimed own, claimed other, own, start; ARGV
     * batch id, most events, most bytes, longest event in bytes, lease in ms.
     *
     * <p>The gate is what {@link QueuePartition#awaitEvents} waits at. It is a string for good, but
     * after a FLUSHALL it may be missing for a moment, and then be made a list by an event that
     * wanted to pass; that event goes back to where it was.
     *
     * <p>The start is for the books: a Valkey that came back without its latest claims gives their
     * events once more, and new ones, so what it came back with is soon to be seen no more.
     */
    static final String CLAIM =
            NOW
                    + BoundedRead.LUA
                    + """
                    local gate = redis.call('TYPE', KEYS[5]).ok
                    while gate == 'list' do
                      redis.call('RPUSH', KEYS[1], redis.call('RPOP', KEYS[5]))
                      gate = redis.call('TYPE', KEYS[5]).ok
                    end
                    if gate == 'none' then redis.pcall('SET', KEYS[5], '') end
                    local waiting = redis.call('LLEN', KEYS[1])
                    if waiting == 0 then return {0, {}} end
                    local events, whole = read(KEYS[1], false, 0,
                      math.min(waiting, tonumber(ARGV[2])), tonumber(ARGV[3]), tonumber(ARGV[4]))
                    local count = #events
                    if whole and count == waiting then
                      redis.call('RENAME', KEYS[1], KEYS[2])
                    else
                      redis.call('LTRIM', KEYS[1], 0, -(count + 1))
                      for i = 1, count, 1000 do
                        redis.call('LPUSH', KEYS[2], unpack(events, i, math.min(i + 999, count)))
                      end
                    end
                    redis.call('ZADD', KEYS[3], now + ARGV[5], ARGV[1])
                    local own = 0
                    for i = 1, count do
                      if string.byte(events[i]) == 9 then own = own + 1 end
                    end
                    local claimed = redis.call('INCRBY', KEYS[4], count)
                    local server = redis.pcall('INFO', 'server')
                    local run = type(server) == 'string' and string.match(server, 'run_id:(%x+)')
                    if run and redis.call('HGET', KEYS[9], 'run') ~= run then
                      redis.call('HSET', KEYS[9], 'run', run, 'claimed', claimed - count,
                        'own', redis.call('GET', KEYS[8]) or 0)
                    end
                    local other = redis.call('INCRBY', KEYS[7], count - own)
                    own = redis.call('INCRBY', KEYS[6], own)
                    local unseen = claimed - own - other
                    if unseen > 0 then
                      local missing = (redis.call('GET', KEYS[8]) or 0) - own - (waiting - count)
                      local ours = math.max(0, math.min(unseen, missing))
                      redis.call('INCRBY', KEYS[6], ours)
                      redis.call('INCRBY', KEYS[7], unseen - ours)
                    end
                    return {waiting - count, events}
                    """;

    /**
     * Reads a part of a batch, oldest first. Returns how many events the whole batch has, and
     * those.
     *
     * <p>KEYS batch; ARGV events to skip, most bytes, longest event in bytes.
     */
    static final String READ =
            BoundedRead.LUA
                    + """
                    local size = redis.call('LLEN', KEYS[1])
                    local skip = tonumber(ARGV[1])
                    return {size, (read(KEYS[1], false, skip, size - skip, tonumber(ARGV[2]),
                      tonumber(ARGV[3])))}
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
                    redis.call('ZREM', KEYS[1], expired[1])
                    redis.call('ZADD', KEYS[1], now + ARGV[1], expired[1])
                    return expired[1]
                    """;

    /**
     * Ends the lease of a batch, unless the batch was acknowledged meanwhile.
     *
     * <p>KEYS leases; ARGV batch id.
     */
    static final String RELEASE =
            """
            if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then
              redis.call('ZADD', KEYS[1], 0, ARGV[1])
            end
            """;

    /**
     * Deletes a batch and files its dead letters as far as there is room, unless somebody did so
     * before. Returns how many found none.
     *
     * <p>KEYS batch, leases, dead, dropped; ARGV batch id, most letters, most bytes, dead letters.
     *
     * <p>The room is what Valkey says that the list takes, and not a sum of our own: other releases
     * add to it and take from it too. Where that question is forbidden, the number alone counts.
     */
    static final String ACKNOWLEDGE =
            """
            local room, bytes = 0, 0
            if #ARGV > 3 then
              local used = redis.pcall('MEMORY', 'USAGE', KEYS[3], 'SAMPLES', '0')
              room = ARGV[2] - redis.call('LLEN', KEYS[3])
              bytes = ARGV[3] - (type(used) == 'number' and used or 0)
            end
            redis.call('ZREM', KEYS[2], ARGV[1])
            if redis.call('UNLINK', KEYS[1]) == 0 then return 0 end
            local dropped = 0
            for i = 4, #ARGV do
              if room > 0 and #ARGV[i] <= bytes then
                redis.call('LPUSH', KEYS[3], ARGV[i])
                room, bytes = room - 1, bytes - #ARGV[i]
              else
                dropped = dropped + 1
              end
            end
            if dropped > 0 then redis.call('INCRBY', KEYS[4], dropped) end
            return dropped
            """;

    /**
     * Keeps the larger number, and returns it.
     *
     * <p>KEYS largest; ARGV count.
     */
    static final String RAISE =
            """
            local largest, count = tonumber(redis.call('GET', KEYS[1]) or 0), tonumber(ARGV[1])
            if largest >= count then return largest end
            redis.call('SET', KEYS[1], count)
            return count
            """;

    private Scripts() {}
}
