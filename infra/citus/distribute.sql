-- Spreads what grows with usage over the nodes of a Citus cluster, by tenant. Run on the coordinator, while no worker runs:
--   psql --set ON_ERROR_STOP=1 --file infra/citus/distribute.sql "$DATABASE_URL"
-- A second run finishes what an interrupted one left. See docs/scale-out.md.

DO $$
DECLARE
    -- One row an event and one a minute. Every key begins with the tenant, and the partitions follow their parent.
    spread CONSTANT text[] := '{events, rollups}';
    -- The rest stays on the coordinator, where it is an ordinary table: it is small, and its statements look at several of
    -- these tables or at all tenants at once. A webhook of '*' belongs to every tenant, and who claims a message locks rows.
    kept CONSTANT text[] := '{tenants, period_totals, applied_batches, ledger, queue_marks, losses, slack_webhooks, webhooks, alerts,
                              alert_deliveries, alert_attempts, alert_lanes, api_keys, changes, audit_log, rate_limits, idempotency_keys,
                              switches, corrections, correction_lines, flyway_schema_history}';
    name text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RAISE EXCEPTION 'this database has no extension "citus": prepare the cluster first, see docs/scale-out.md';
    END IF;
    IF to_regclass('rollups') IS NULL THEN
        RAISE EXCEPTION 'this database has no FlagMeter in it: let a worker start once, which makes the tables';
    END IF;
    -- A worker would wait for the copying until its lock_timeout, over and over.
    IF EXISTS (SELECT FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'rollup-worker') THEN
        RAISE EXCEPTION 'a worker is connected: stop it first; events wait in Valkey meanwhile';
    END IF;
    FOR name IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname <> ALL (spread || kept)
        ORDER BY relname
    LOOP
        RAISE EXCEPTION 'table "%" is not known here: decide in distribute.sql whether it is spread or kept', name;
    END LOOP;
    FOREACH name IN ARRAY spread LOOP
        IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = name::regclass) THEN
            RAISE NOTICE '% is distributed already', name;
        ELSE
            -- Together, so that a tenant's events and rollups are on one node.
            PERFORM create_distributed_table(name::regclass, 'tenant',
                colocate_with => CASE name WHEN spread[1] THEN 'none' ELSE spread[1] END);
            RAISE NOTICE '% is distributed by tenant', name;
        END IF;
    END LOOP;
END
$$;

-- Citus copies the rows and leaves the old ones on the coordinator's disk, where nobody sees them any more.
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN
        SELECT inhrelid FROM pg_inherits
        WHERE inhparent IN ('events'::regclass, 'rollups'::regclass) AND pg_relation_size(inhrelid) > 0
        ORDER BY inhrelid::regclass::text
    LOOP
        PERFORM truncate_local_data_after_distributing_table(partition);
        RAISE NOTICE 'the coordinator''s old rows of % are gone', partition;
    END LOOP;
END
$$;
