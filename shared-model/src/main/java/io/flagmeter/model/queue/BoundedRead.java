package io.flagmeter.model.queue;

/**
 * How a list is read without knowing what somebody put on it: elements come as far as a bound of
 * bytes allows, and one that is too long comes as its {@link Stump}. Valkey has no command that
 * tells the length of an element, so a script looks at it where it lies.
 */
public final class BoundedRead {

    /** Longest element that is read whole. Our own events are shorter than a kilobyte. */
    public static final int LONGEST = 16 << 10;

    /**
     * The function {@code read} for a script: up to {@code count} elements behind {@code skip}
     * others, from the end that is claimed or, if {@code newest}, from the other one; where they
     * are more than {@code bytes}, fewer, and one in any case. The second result tells whether all
     * of them came whole.
     *
     * <p>It asks for few elements at first, more with each step, and for few again after one that
     * was too long: what a script has in hand stays small where elements are large.
     */
    public static final String LUA =
            """
            local function read(list, newest, skip, count, bytes, longest)
              local taken, n, size, step, whole = {}, 0, 0, 1, true
              while n < count and size < bytes do
                local from, asked = skip + n, math.min(step, count - n)
                local part = newest and redis.call('LRANGE', list, from, from + asked - 1)
                  or redis.call('LRANGE', list, -(from + asked), -(from + 1))
                local got = #part
                step = math.min(2 * step, 32)
                for i = 1, got do
                  local element = part[newest and i or got + 1 - i]
                  local length = #element
                  if n > 0 and size + length > bytes then return taken, whole end
                  if length > longest then
                    element = '\\0' .. length .. ' ' .. redis.sha1hex(element) .. ' '
                      .. string.sub(element, 1, 1024)
                    whole, step = false, 1
                  end
                  n, size = n + 1, size + length
                  taken[n] = element
                end
                if got < asked then break end
              end
              return taken, whole
            end
            """;

    private BoundedRead() {}
}
