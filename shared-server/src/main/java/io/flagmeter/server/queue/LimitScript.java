package io.flagmeter.server.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks all limits of a group of requests, and takes the events of those that keep theirs: one
 * script, so that nothing lies between a limit's answer and the list, for whichever process.
 *
 * <p>The script decides and counts, and tells no more than the states; what they mean for a request
 * is said here. Numbers come to it in one string and stay together there: it runs for each event on
 * the one thread that Valkey has.
 */
final class LimitScript {

    /** What Valkey says to a hash that it does not know, as after a restart; the client adds. */
    private static final String UNKNOWN = "NOSCRIPT ";

    private static final int NOW = 0;

    /** Where the depth of the list stands in a reply; -1 if nothing was taken. */
    private static final int DEPTH = 1;

    /** Where the count of events of ours stands; as above. */
    private static final int OWN = 2;

    private static final int FIRST = 3;

    private static final int ABSENT = 0;
    private static final int BUCKET = 1;
    private static final int WINDOW = 2;

    /** Of a limit: its kind, quota, period and capacity. */
    private static final int NUMBERS_OF_A_LIMIT = 4;

    /**
     * A subject's limits are one string: the time of the last change and that of its end, then the
     * kind and two numbers of each: a bucket's level, or what a window and the one before have
     * counted. Valkey's own time counts; where it is set back nothing comes into a bucket
     * meanwhile, and a window begins anew. Each string ends within ten seconds after it says
     * nothing more: SETRANGE keeps the end, which costs half of what setting a new one does.
     *
     * <p>All writes stand at the end, the list first: what fails before leaves everything as it
     * was.
     */
    private static final String LUA =
            """
            local limits, units = unpack(cmsgpack.unpack(ARGV[1]))
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local min, max, ceil = math.min, math.max, math.ceil
            local form, size = '<ddBddBdd', 50
            local one, two, lives, changed, taken, out = {}, {}, {}, {}, {}, {now, -1, -1}
            local subjects, t, o, arg = #KEYS - 2, 0, 3, 2

            local function load(slot, at, stored, a, b)
              local l = slot * 4
              local kind, quota, period = limits[l - 3], limits[l - 2], limits[l - 1]
              if kind == 2 then
                if stored ~= 2 then
                  a, b = 0, 0
                else
                  local start, was = now - now % period, at - at % period
                  if was ~= start then
                    b = was + period == start and a or 0
                    a = 0
                  end
                end
              elseif kind == 1 then
                local full = limits[l] * period
                a, b = stored == 1 and min(full, a + max(0, now - at) * quota) or full, 0
              else
                a, b = 0, 0
              end
              one[slot], two[slot] = a, b
            end

            for first = 1, subjects, 1000 do
              local last = min(first + 999, subjects)
              local found = redis.call('MGET', unpack(KEYS, first + 2, last + 2))
              for k = first, last do
                local at, kind1, a1, b1, kind2, a2, b2
                local state = found[k - first + 1]
                if state and #state == size then
                  at, lives[k], kind1, a1, b1, kind2, a2, b2 = struct.unpack(form, state)
                end
                load(2 * k - 1, at, kind1, a1, b1)
                load(2 * k, at, kind2, a2, b2)
              end
            end

            local function keeps(slot, cost)
              local l = slot * 4
              local period, room = limits[l - 1], one[slot]
              if limits[l - 3] == 2 then
                room = (limits[l - 2] - room) * period - two[slot] * (period - now % period)
              end
              return room >= cost * period
            end

            local function take(slot, cost)
              local l = slot * 4
              one[slot] = limits[l - 3] == 2 and one[slot] + cost or one[slot] - cost * limits[l - 1]
            end

            local i, all = 1, #units
            while i <= all do
              local payloads, first, last = units[i], i + 2, i + 1 + 3 * units[i + 1]
              local allowed = 1
              for c = first, last, 3 do
                local k, requests, tokens = units[c], units[c + 1], units[c + 2]
                if requests >= 0 and not keeps(2 * k - 1, requests)
                    or tokens >= 0 and not keeps(2 * k, tokens) then
                  allowed = 0
                end
              end
              o = o + 1
              out[o] = allowed
              for c = first, last, 3 do
                local k, requests, tokens = units[c], units[c + 1], units[c + 2]
                if requests >= 0 then
                  local slot = 2 * k - 1
                  if allowed == 1 then take(slot, requests) end
                  out[o + 1], out[o + 2] = one[slot], two[slot]
                  o = o + 2
                end
                if tokens >= 0 then
                  local slot = 2 * k
                  if allowed == 1 then take(slot, tokens) end
                  out[o + 1], out[o + 2] = one[slot], two[slot]
                  o = o + 2
                end
                if allowed == 1 then changed[k] = true end
              end
              if allowed == 1 then
                for p = arg, arg + payloads - 1 do
                  t = t + 1
                  taken[t] = ARGV[p]
                end
              end
              arg = arg + payloads
              i = last + 1
            end

            local function ends(slot)
              local l = slot * 4
              local kind, period = limits[l - 3], limits[l - 1]
              if kind == 2 then return 2 * period - now % period end
              if kind == 1 then return ceil((limits[l] * period - one[slot]) / limits[l - 2]) + 1 end
              return 1
            end

            for p = 1, t, 1000 do
              out[2] = redis.call('LPUSH', KEYS[1], unpack(taken, p, min(p + 999, t)))
            end
            if t > 0 then out[3] = redis.call('INCRBY', KEYS[2], t) end
            for k in pairs(changed) do
              local r, s = 2 * k - 1, 2 * k
              local till = now + max(ends(r), ends(s))
              local known = lives[k] and lives[k] >= till
              if not known then lives[k] = till + 10000 end
              local state = struct.pack(form, now, lives[k], limits[r * 4 - 3], one[r], two[r],
                limits[s * 4 - 3], one[s], two[s])
              if known then
                redis.call('SETRANGE', KEYS[k + 2], 0, state)
              else
                redis.call('SET', KEYS[k + 2], state, 'PX', lives[k] - now)
              end
            end
            return cmsgpack.pack(out)
            """;

    private static final String HASH = sha1(LUA);

    private final QueueKeys keys;
    private final List<Limited> group;
    private final List<Allowance> allowances = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final byte[] numbers;

    /**
     * Of one group.
     *
     * @param free events that no limit is for
     */
    LimitScript(QueueKeys keys, List<byte[]> free, List<Limited> limited) {
        this.keys = keys;
        this.group = new ArrayList<>(limited.size() + 1);
        group.add(new Limited(free, List.of()));
        group.addAll(limited);
        this.numbers = numbers();
    }

    private byte[] numbers() {
        var places = new HashMap<String, Integer>();
        var units = new Numbers();
        for (Limited one : group) {
            units.add(one.payloads().size());
            units.add(one.checks().size());
            for (Check check : one.checks()) {
                units.add(place(check, places));
                units.add(check.cost(0));
                units.add(check.cost(1));
            }
        }
        var limits = new Numbers();
        for (Allowance allowance : allowances) {
            for (int slot = 0; slot < Check.SLOTS; slot++) {
                add(Check.limit(allowance, slot), limits);
            }
        }
        return Numbers.pair(limits, units);
    }

    /** From 1; one that changed while the group was waiting is a subject of its own. */
    private int place(Check check, Map<String, Integer> places) {
        String key = check.key();
        Integer known = places.get(key);
        if (known != null && allowances.get(known - 1).equals(check.allowance())) {
            return known;
        }
        names.add(keys.limit(key));
        allowances.add(check.allowance());
        places.put(key, names.size());
        return names.size();
    }

    private static void add(@Nullable RateLimit limit, Numbers limits) {
        if (limit == null) {
            for (int i = 0; i < NUMBERS_OF_A_LIMIT; i++) {
                limits.add(ABSENT);
            }
            return;
        }
        limits.add(limit.window() ? WINDOW : BUCKET);
        limits.add(limit.quota());
        limits.add(limit.periodMillis());
        limits.add(limit.capacity());
    }

    /** Runs what Valkey should know; it does nothing where that {@link #isUnknown}. */
    Request known() {
        return with(Request.cmd(Command.EVALSHA).arg(HASH));
    }

    /** Runs it, and makes it known. */
    Request whole() {
        return with(Request.cmd(Command.EVAL).arg(LUA));
    }

    static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().contains(UNKNOWN);
    }

    private Request with(Request run) {
        run.arg(2 + names.size()).arg(keys.events()).arg(keys.own());
        names.forEach(run::arg);
        run.arg(numbers);
        for (Limited one : group) {
            one.payloads().forEach(run::arg);
        }
        return run;
    }

    /** What Valkey says. */
    Reply read(Response reply) {
        long[] numbers = Numbers.read(reply.toBytes());
        long now = numbers[NOW];
        var standings = new ArrayList<List<Standing>>(group.size());
        int taken = 0;
        int at = FIRST;
        for (Limited one : group) {
            boolean allowed = numbers[at] == 1;
            at++;
            var of = new ArrayList<Standing>(Check.SLOTS * one.checks().size());
            for (Check check : one.checks()) {
                for (int slot = 0; slot < Check.SLOTS; slot++) {
                    RateLimit limit = check.limit(slot);
                    long cost = check.cost(slot);
                    if (limit != null && cost != Check.NOT_ASKED) {
                        of.add(
                                limit.window()
                                        ? limit.ofWindow(
                                                now, numbers[at], numbers[at + 1], cost, allowed)
                                        : limit.ofBucket(numbers[at], cost, allowed));
                        at += 2;
                    }
                }
            }
            taken += allowed ? one.payloads().size() : 0;
            standings.add(of);
        }
        standings.removeFirst();
        return new Reply(now, numbers[DEPTH], numbers[OWN], taken, standings);
    }

    /**
     * What became of a group.
     *
     * @param now by Valkey's clock, in milliseconds since 1970
     * @param depth of the list; nothing if nothing was taken
     * @param own events of ours that have been on it; nothing if nothing was taken
     * @param taken events of the group
     * @param standings of each of the {@link Limited}
     */
    record Reply(long now, long depth, long own, int taken, List<List<Standing>> standings) {}

    private static String sha1(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
