package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Asks all limits of a group of requests, and takes the events of those that keep theirs: one
 * script, so that nothing lies between a limit's answer and the list, for whichever process.
 *
 * <p>Sent whole: a script that is known by its hash alone fails on a Valkey that was restarted.
 */
final class LimitScript {

    /** Where the depth of the list stands in a reply; -1 if nothing was taken. */
    static final int DEPTH = 1;

    /** Where the count of events of ours stands; as above. */
    static final int OWN = 2;

    private static final int FIRST = 3;
    private static final int FIRST_LIMIT = 3;
    private static final int NUMBERS = 3;

    /**
     * A bucket is kept as {@code b TIME LEVEL 0}, its level in units of which a period has as many
     * for each request or token as it has milliseconds: so every number is an integer. A window is
     * {@code w START CURRENT PREVIOUS}. Valkey's own time counts; where it is set back nothing
     * comes into a bucket meanwhile, and a window begins anew. Each key ends when it says nothing
     * more.
     *
     * <p>All writes stand at the end, the list first: what fails before leaves everything as it
     * was.
     */
    private static final String LUA =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local states, ends, taken, out, at = {}, {}, {}, {now, -1, -1}, 2

            local function advance(c)
              local s = states[c.key]
              if not s then
                local kind, at, one, two = string.match(redis.call('GET', KEYS[c.key]) or '',
                  '^([bw]) (%d+) (%d+) (%d+)$')
                s = {kind = kind, at = tonumber(at), one = tonumber(one), two = tonumber(two)}
                states[c.key] = s
              end
              if c.window then
                local start = now - now % c.period
                if s.kind ~= 'w' then
                  s.kind, s.at, s.one, s.two = 'w', start, 0, 0
                elseif s.at ~= start then
                  s.two = s.at + c.period == start and s.one or 0
                  s.one, s.at = 0, start
                end
              else
                local most = c.capacity * c.period
                if s.kind ~= 'b' then
                  s.kind, s.one, s.two = 'b', most, 0
                else
                  s.one = math.min(most, s.one + math.max(0, now - s.at) * c.quota)
                end
                s.at = now
              end
              return s
            end

            local function room(c, s)
              if c.window then
                return (c.quota - s.one) * c.period - s.two * (c.period - now + s.at)
              end
              return s.one
            end

            local function wait(c, s)
              local missing = c.cost * c.period - room(c, s)
              if missing <= 0 then return 0 end
              if not c.window then return math.ceil(missing / c.quota) end
              local free = c.quota - s.one - c.cost
              if free >= 0 then
                return math.max(1, math.ceil(c.period - free * c.period / s.two) - now + s.at)
              end
              return s.at + c.period - now
                + math.ceil(math.max(0, c.period - (c.quota - c.cost) * c.period / s.one))
            end

            local function reset(c, s)
              if c.window then return s.at + c.period - now end
              return math.ceil((c.capacity * c.period - s.one) / c.quota)
            end

            for unit = 1, tonumber(ARGV[1]) do
              local count, payloads = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
              local checks, waits, allowed = {}, {}, true
              at = at + 2
              for i = 1, count do
                local c = {key = tonumber(ARGV[at]), window = ARGV[at + 1] == '1',
                  quota = tonumber(ARGV[at + 2]), period = tonumber(ARGV[at + 3]),
                  capacity = tonumber(ARGV[at + 4]), cost = tonumber(ARGV[at + 5])}
                at = at + 6
                checks[i], waits[i] = c, wait(c, advance(c))
                allowed = allowed and waits[i] == 0
              end
              if allowed then
                for i = 1, count do
                  local c = checks[i]
                  local s = states[c.key]
                  if c.window then
                    s.one = s.one + c.cost
                    ends[c.key] = s.at + 2 * c.period - now
                  else
                    s.one = s.one - c.cost * c.period
                    ends[c.key] = reset(c, s) + 1
                  end
                end
                for i = at, at + payloads - 1 do taken[#taken + 1] = ARGV[i] end
              end
              at = at + payloads
              local reply = {}
              for i = 1, count do
                local c = checks[i]
                local s = states[c.key]
                reply[#reply + 1] = math.max(0, math.floor(room(c, s) / c.period))
                reply[#reply + 1] = reset(c, s)
                reply[#reply + 1] = waits[i]
              end
              out[#out + 1] = reply
            end

            local n = #taken
            for i = 1, n, 1000 do
              out[2] = redis.call('LPUSH', KEYS[1], unpack(taken, i, math.min(i + 999, n)))
            end
            if n > 0 then out[3] = redis.call('INCRBY', KEYS[2], n) end
            for key, ttl in pairs(ends) do
              local s = states[key]
              redis.call('SET', KEYS[key],
                string.format('%s %.0f %.0f %.0f', s.kind, s.at, s.one, s.two),
                'PX', string.format('%.0f', ttl))
            end
            return out
            """;

    private LimitScript() {}

    static Request request(QueueKeys keys, List<Limited> limited) {
        var places = new LinkedHashMap<String, Integer>();
        for (Limited one : limited) {
            for (Check check : one.checks()) {
                places.computeIfAbsent(check.key(), key -> FIRST_LIMIT + places.size());
            }
        }
        Request eval =
                Request.cmd(Command.EVAL)
                        .arg(LUA)
                        .arg(FIRST_LIMIT - 1 + places.size())
                        .arg(keys.events())
                        .arg(keys.own());
        places.keySet().forEach(key -> eval.arg(keys.limit(key)));
        eval.arg(limited.size());
        for (Limited one : limited) {
            eval.arg(one.checks().size()).arg(one.payloads().size());
            for (Check check : one.checks()) {
                eval.arg(places.getOrDefault(check.key(), 0))
                        .arg(check.window() ? 1 : 0)
                        .arg(check.quota())
                        .arg(check.periodMillis())
                        .arg(check.capacity())
                        .arg(check.cost());
            }
            one.payloads().forEach(eval::arg);
        }
        return eval;
    }

    /** What Valkey said of each of the group. */
    static Pushed pushed(Response reply, List<Limited> limited) {
        var standings = new ArrayList<List<Standing>>(limited.size());
        for (int i = 0; i < limited.size(); i++) {
            Response numbers = reply.get(FIRST + i);
            var of = new ArrayList<Standing>();
            for (Check check : limited.get(i).checks()) {
                int at = NUMBERS * of.size();
                of.add(
                        new Standing(
                                check,
                                numbers.get(at).toLong(),
                                numbers.get(at + 1).toLong(),
                                numbers.get(at + 2).toLong()));
            }
            standings.add(of);
        }
        return new Pushed(standings);
    }

    /** How many events of them were put on the list. */
    static int taken(List<Limited> limited, Pushed pushed) {
        int taken = 0;
        for (int i = 0; i < pushed.standings().size(); i++) {
            if (pushed.standings().get(i).stream().noneMatch(Standing::isPassed)) {
                taken += limited.get(i).payloads().size();
            }
        }
        return taken;
    }
}
