-- Holds totals against rollups and rollups against raw events, as far back as each is kept. One row a check: its name,
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

SELECT 'rollups = events', count(*), coalesce(sum(coalesce(rolled.tokens, counted.tokens)), 0),
       count(*) FILTER (WHERE rolled.tokens IS DISTINCT FROM counted.tokens
                           OR rolled.events IS DISTINCT FROM counted.events)
FROM (
    SELECT tenant, feature, minute, total_tokens::numeric AS tokens, event_count AS events
    FROM rollups WHERE minute >= (SELECT since FROM kept WHERE name = 'events')
) AS rolled
FULL JOIN (
    SELECT tenant, feature, date_trunc('minute', created_at) AS minute, sum(tokens) AS tokens, count(*) AS events
    FROM events GROUP BY 1, 2, 3
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
