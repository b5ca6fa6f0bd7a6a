package io.flagmeter.api.deadletters;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagmeter.model.queue.BoundedRead;

/**
 * What is done to the dead-letter list, each as one step. A move takes letters off the list before
 * it puts them elsewhere, so a Valkey whose memory is full does not refuse it half-way.
 */
final class LetterScripts {

    /** KEYS dead; ARGV end, letters to skip, most letters, most bytes, longest letter in bytes. */
    static final byte[] READ =
            (BoundedRead.LUA
                            + """
                            return (read(KEYS[1], ARGV[1] == 'newest', tonumber(ARGV[2]),
                              tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])))
                            """)
                    .getBytes(US_ASCII);

    // Looks once more at the place where the letters were read. One that is gone was taken by
    // somebody else meanwhile: it must neither come onto the queue twice nor count as removed.
    private static final String TAKE =
            """
            local function take(wanted, taken)
              local last = -(tonumber(ARGV[1]) + 1)
              local letters = redis.call('LRANGE', KEYS[1], last - ARGV[2] + 1, last)
              local count = 0
              for i = #letters, 1, -1 do
                local id = redis.sha1hex(letters[i])
                if (wanted[id] or 0) > 0 then
                  wanted[id] = wanted[id] - 1
                  redis.call('LREM', KEYS[1], -1, letters[i])
                  taken(id)
                  count = count + 1
                end
              end
              return count
            end
            local wanted = {}
            """;

    /** KEYS dead, events, own, accepted; ARGV letters to skip, letters to look at, ids. */
    static final byte[] REMOVE =
            (TAKE
                            + """
                            for i = 3, #ARGV do wanted[ARGV[i]] = (wanted[ARGV[i]] or 0) + 1 end
                            return take(wanted, function() end)
                            """)
                    .getBytes(US_ASCII);

    /** The same KEYS; ARGV letters to skip, letters to look at, ids and payloads in turn. */
    static final byte[] REPLAY =
            (TAKE
                            + """
                            local payloads = {}
                            for i = 3, #ARGV, 2 do
                              wanted[ARGV[i]] = (wanted[ARGV[i]] or 0) + 1
                              payloads[ARGV[i]] = ARGV[i + 1]
                            end
                            return take(wanted, function(id)
                              local own = string.byte(payloads[id]) == 9
                              redis.call('LPUSH', KEYS[2], payloads[id])
                              redis.call('INCR', own and KEYS[3] or KEYS[4])
                            end)
                            """)
                    .getBytes(US_ASCII);

    /** KEYS dead. */
    static final byte[] CLEAR =
            """
            local count = redis.call('LLEN', KEYS[1])
            redis.call('UNLINK', KEYS[1])
            return count
            """
                    .getBytes(US_ASCII);

    private LetterScripts() {}
}
