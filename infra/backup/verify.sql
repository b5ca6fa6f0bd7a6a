-- Holds totals against rollups and rollups against raw events and corrections, as far back as each is kept. One row a check: its name,
-- the rows that were compared, their tokens, and how many of the rows differ.
SET TimeZone = 'UTC';

CREATE TEMP VIEW kept AS
SELECT parent.relname AS name,
       min(substring(pg_get_expr(part.relpartbound, part.oid) FROM '''([^'']+)''')::timestamptz) AS since
FROM pg_inherits
JOIN pg_class parent ON parent.oid = inhparent AND parent.relkind = 'p'
JOIN pg_class part ON part.oid = inhrelid
WHERE parent.relname IN ('events', 'rollups')
GROUP BY parent.relname;

-- A backup of an older release has no corrections.
CREATE TEMP TABLE corrected (tenant text, id uuid, feature text, minute timestamptz, tokens bigint, events bigint);
CREATE TEMP TABLE said (tenant text, id uuid, tokens bigint, events bigint, minutes bigint);
DO $$
BEGIN
    IF to_regclass('correction_lines') IS NOT NULL THEN
        INSERT INTO corrected SELECT tenant, correction_id, feature, minute, total_tokens, event_count FROM correction_lines;
        INSERT INTO said SELECT tenant, id, total_tokens, event_count, minutes FROM corrections;
    END IF;
END
$$;

-- Nor has it what tokens consist of. Rollups are added here and what they were made of is taken away: nothing is left.
CREATE TEMP TABLE told (tenant text, feature text, minute timestamptz, tokens numeric,
                        input numeric, cached numeric, written numeric, output numeric, reasoning numeric);
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'rollups'::regclass AND attname = 'input_tokens') THEN
        INSERT INTO told
        SELECT tenant, feature, minute,
               input_tokens::numeric + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens,
               input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens
        FROM rollups
        WHERE input_tokens IS NOT NULL AND minute >= (SELECT since FROM kept WHERE name = 'events');
        INSERT INTO told
        SELECT tenant, feature, date_trunc('minute', created_at), 0, -sum(input_tokens), -sum(cached_input_tokens),
               -sum(cache_write_tokens), -sum(output_tokens), -sum(reasoning_tokens)
        FROM events WHERE input_tokens IS NOT NULL GROUP BY 1, 2, 3;
        IF to_regclass('correction_lines') IS NOT NULL THEN
            INSERT INTO told
            SELECT tenant, feature, minute, 0, -input_tokens, -cached_input_tokens, -cache_write_tokens, -output_tokens,
                   -reasoning_tokens
            FROM correction_lines
            WHERE input_tokens IS NOT NULL AND minute >= (SELECT since FROM kept WHERE name = 'events');
        END IF;
    END IF;
END
$$;

SELECT 'rollups = events', count(*), coalesce(sum(coalesce(rolled.tokens, counted.tokens)), 0),
       count(*) FILTER (WHERE rolled.tokens IS DISTINCT FROM counted.tokens
                           OR rolled.events IS DISTINCT FROM counted.events)
FROM (
    SELECT tenant, feature, minute, total_tokens::numeric AS tokens, event_count AS events
    FROM rollups WHERE minute >= (SELECT since FROM kept WHERE name = 'events')
) AS rolled
FULL JOIN (
    SELECT tenant, feature, minute, sum(tokens) AS tokens, sum(events) AS events
    FROM (
        SELECT tenant, feature, date_trunc('minute', created_at) AS minute, tokens, 1 AS events FROM events
        UNION ALL
        SELECT tenant, feature, minute, tokens, events FROM corrected
        WHERE minute >= (SELECT since FROM kept WHERE name = 'events')
    ) AS added GROUP BY 1, 2, 3
) AS counted USING (tenant, feature, minute);

-- Periods that began before the oldest rollups cannot be compared any more.
SELECT 'totals = rollups', count(*), coalesce(sum(total_tokens), 0),
       count(*) FILTER (WHERE total_tokens <> coalesce(rolled.tokens, 0) OR event_count <> coalesce(rolled.events, 0))
FROM period_totals AS total
CROSS JOIN LATERAL (
    SELECT sum(total_tokens) AS tokens, sum(event_count) AS events
    FROM rollups AS rollup
    WHERE rollup.tenant = total.tenant AND rollup.feature = total.feature
      AND minute >= period_start AND minute < period_end
) AS rolled
WHERE period_start >= (SELECT since FROM kept WHERE name = 'rollups');

SELECT 'rollups have a total', count(*), coalesce(sum(total_tokens), 0),
       count(*) FILTER (WHERE NOT EXISTS (
           SELECT FROM period_totals AS total
           WHERE total.tenant = rollup.tenant AND total.feature = rollup.feature
             AND rollup.minute >= period_start AND rollup.minute < period_end))
FROM rollups AS rollup;

SELECT 'corrections = lines', count(*), coalesce(sum(coalesce(said.tokens, lines.tokens)), 0),
       count(*) FILTER (WHERE said.tokens IS DISTINCT FROM lines.tokens OR said.events IS DISTINCT FROM lines.events
                           OR said.minutes IS DISTINCT FROM lines.minutes)
FROM said
FULL JOIN (
    SELECT tenant, id, sum(tokens) AS tokens, sum(events) AS events, count(*) AS minutes
    FROM corrected GROUP BY tenant, id
) AS lines USING (tenant, id);

SELECT 'parts = events', count(*), coalesce(sum(tokens), 0),
       count(*) FILTER (WHERE (input, cached, written, output, reasoning) <> (0, 0, 0, 0, 0))
FROM (
    SELECT sum(tokens) AS tokens, sum(input) AS input, sum(cached) AS cached, sum(written) AS written,
           sum(output) AS output, sum(reasoning) AS reasoning
    FROM told GROUP BY tenant, feature, minute
) AS minutes;
