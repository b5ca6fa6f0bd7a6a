-- The role of Grafana's Business board: reads what it shows, and nothing that is a secret.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flagmeter_reader') THEN
        CREATE ROLE flagmeter_reader LOGIN CONNECTION LIMIT 5;
    END IF;
END
$$;
ALTER ROLE flagmeter_reader SET default_transaction_read_only = on;
ALTER ROLE flagmeter_reader SET statement_timeout = '10s';
GRANT SELECT ON tenants, rollups, period_totals, alerts TO flagmeter_reader;
