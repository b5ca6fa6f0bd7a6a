-- What Citus asks of a table before it distributes it by hash (create_distributed_table.c, EnsureRelationCanBeDistributed;
-- multi_partitioning_utils.c; foreign_constraint.c), asked of PostgreSQL's own catalogue. Nothing is moved anywhere.

CREATE TABLE pg_dist_partition (
    logicalrelid        regclass PRIMARY KEY,
    distribution_column text    NOT NULL,
    colocation_group    regclass NOT NULL
);

-- Returns what stands against distributing the table by the column.
CREATE FUNCTION objections(a_table regclass, by_column text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT format('column "%s" of relation "%s" does not exist', by_column, a_table)
    WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = a_table AND attname = by_column AND NOT attisdropped)
    UNION ALL
    SELECT format('cannot distribute by the generated column "%s" of "%s"', by_column, a_table)
    FROM pg_attribute WHERE attrelid = a_table AND attname = by_column AND attgenerated <> ''
    UNION ALL
    SELECT format('a hash distributed column may not use a non deterministic collation: "%s" of "%s"', by_column, a_table)
    FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
    WHERE attrelid = a_table AND attname = by_column AND NOT collisdeterministic
    UNION ALL
    -- Also what is no constraint: a unique index is refused in the same way.
    SELECT format('cannot create constraint on "%s": %s does not include the partition column', a_table, indexrelid::regclass)
    FROM pg_index i
    WHERE indrelid = a_table AND (indisunique OR indisexclusion)
      AND NOT EXISTS (SELECT FROM pg_attribute
                      WHERE attrelid = a_table AND attname = by_column AND attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
    UNION ALL
    SELECT format('cannot create foreign key constraint %s: "%s" and "%s" are not joined on their distribution columns',
                  conname, conrelid::regclass, confrelid::regclass)
    FROM pg_constraint f
    LEFT JOIN pg_dist_partition mine ON mine.logicalrelid = conrelid
    LEFT JOIN pg_dist_partition other ON other.logicalrelid = confrelid
    WHERE contype = 'f' AND a_table IN (conrelid, confrelid)
      AND NOT coalesce(other.colocation_group = coalesce(mine.colocation_group, other.colocation_group) AND EXISTS (
              SELECT FROM unnest(f.conkey, f.confkey) AS k (mine, other)
              JOIN pg_attribute m ON m.attrelid = conrelid AND m.attnum = k.mine AND m.attname = by_column
              JOIN pg_attribute o ON o.attrelid = confrelid AND o.attnum = k.other AND o.attname = other.distribution_column),
              false)
    UNION ALL
    SELECT format('cannot distribute relation "%s" because it has triggers', a_table)
    FROM pg_trigger WHERE tgrelid = a_table AND NOT tgisinternal
    UNION ALL
    SELECT format('the rule system is not supported: %s on "%s"', rulename, a_table)
    FROM pg_rewrite WHERE ev_class = a_table AND rulename <> '_RETURN'
    UNION ALL
    SELECT format('identity column "%s" of "%s" must be a bigint', attname, a_table)
    FROM pg_attribute WHERE attrelid = a_table AND attidentity <> '' AND atttypid <> 'bigint'::regtype
    UNION ALL
    SELECT format('"%s" is temporary or unlogged', a_table)
    FROM pg_class WHERE oid = a_table AND relpersistence <> 'p'
    UNION ALL
    SELECT format('distributing multi-level partitioned tables is not supported: "%s"', a_table)
    FROM pg_class WHERE oid = a_table AND relkind = 'p' AND relispartition
    UNION ALL
    SELECT format('cannot distribute relation "%s" which inherits or is inherited', a_table)
    FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent
    WHERE a_table IN (inhrelid, inhparent) AND parent.relkind <> 'p'
    UNION ALL
    SELECT format('cannot distribute relation "%s" which is partition of "%s"', a_table, inhparent::regclass)
    FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent
    WHERE inhrelid = a_table AND parent.relkind = 'p'
      AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = inhparent)
$$;

CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count integer DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    objection text;
    partition regclass;
    home regclass := CASE WHEN colocate_with IN ('none', 'default') THEN table_name ELSE colocate_with::regclass END;
BEGIN
    IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table "%" is already distributed', table_name;
    END IF;
    IF home <> table_name AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = home) THEN
        RAISE EXCEPTION 'relation "%" is not distributed', home;
    END IF;
    FOR objection IN SELECT objections(table_name, distribution_column) LOOP
        RAISE EXCEPTION '%', objection;
    END LOOP;
    INSERT INTO pg_dist_partition VALUES (
        table_name, distribution_column,
        coalesce((SELECT colocation_group FROM pg_dist_partition WHERE logicalrelid = home), table_name));
    FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = table_name LOOP
        PERFORM create_distributed_table(partition, distribution_column, colocate_with => table_name::text);
    END LOOP;
END
$$;

CREATE FUNCTION truncate_local_data_after_distributing_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'supplied parameter is not a distributed relation';
    END IF;
    EXECUTE format('TRUNCATE %s CASCADE', table_name);
END
$$;
