-- Quotas that speak once: a crossing is a row, and every message about it is a row of the outbox.

-- Raised by every change of the quota or the thresholds.
ALTER TABLE tenants
    ADD COLUMN quota_version bigint      NOT NULL DEFAULT 1,
    ADD COLUMN updated_at    timestamptz NOT NULL DEFAULT now(),
    -- So that quota × 1000 % still is a bigint.
    ADD CONSTRAINT tenants_quota_limit_check CHECK (monthly_quota <= 1000000000000000),
    ADD CONSTRAINT tenants_thresholds_count_check CHECK (cardinality(thresholds) <= 20);

-- What a forecast needs, kept up while counting, so that a quota check still reads one total.
ALTER TABLE period_totals
    ADD COLUMN first_minute  timestamptz,                          -- null: before this column was
    ADD COLUMN recent_tokens double precision NOT NULL DEFAULT 0;  -- as of latest_minute, halved each day

-- Where alerts go. A tenant of '*' means every tenant, which no tenant can be called.
ALTER TABLE slack_webhooks
    ADD COLUMN id              uuid NOT NULL DEFAULT uuidv7(),
    ADD COLUMN disabled_reason text, -- null unless we disabled it
    ADD CONSTRAINT slack_webhooks_id_key UNIQUE (tenant, id);

CREATE TABLE webhooks (
    tenant          text        NOT NULL,
    url             text        NOT NULL,
    enabled         boolean     NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now(),
    id              uuid        NOT NULL DEFAULT uuidv7(),
    disabled_reason text,
    secrets         text[]      NOT NULL, -- "whsec_" and base64; the newest first, all of them sign
    CONSTRAINT webhooks_pkey PRIMARY KEY (tenant, url),
    CONSTRAINT webhooks_id_key UNIQUE (tenant, id),
    CONSTRAINT webhooks_secrets_check CHECK (cardinality(secrets) BETWEEN 1 AND 5)
);

-- Both kinds, as the outbox sees them.
CREATE VIEW alert_endpoints AS
    SELECT tenant, id, 'slack' AS kind, url, enabled, disabled_reason, created_at,
           '{}'::text[] AS secrets, encode(sha256(convert_to(url, 'UTF8')), 'hex') AS lane
    FROM slack_webhooks
    UNION ALL
    SELECT tenant, id, 'webhook', url, enabled, disabled_reason, created_at, secrets,
           encode(sha256(convert_to(url, 'UTF8')), 'hex')
    FROM webhooks;

-- Both tables are made anew: nothing has written to them yet.
DROP TABLE alert_deliveries;
DROP TABLE alerts;

-- One row a crossing, inserted in the transaction that moved the total over the threshold, or moved
-- the quota under the total.
CREATE TABLE alerts (
    tenant        text        NOT NULL,
    period_start  timestamptz NOT NULL,
    threshold     smallint    NOT NULL, -- percent
    quota_version bigint      NOT NULL,
    id            uuid        NOT NULL DEFAULT uuidv7(),
    period_end    timestamptz NOT NULL,
    quota         bigint      NOT NULL, -- tokens a period, at the crossing
    old_total     bigint      NOT NULL, -- tokens of the period before the batch or the change
    new_total     bigint      NOT NULL, -- and after it
    batch_id      text,                 -- the batch that crossed; null: a change of the settings did
    announced_by  uuid        NOT NULL, -- the alert whose message tells of this one: the highest of a jump
    created_at    timestamptz NOT NULL DEFAULT now(),
    resolved_at   timestamptz,          -- when the quota was raised over the total
    CONSTRAINT alerts_pkey PRIMARY KEY (tenant, period_start, threshold, quota_version),
    CONSTRAINT alerts_id_key UNIQUE (tenant, id)
);

CREATE INDEX alerts_created_at_idx ON alerts (created_at);

-- The outbox: one row a message and endpoint. Writers of rows NOTIFY flagmeter_deliveries.
CREATE TABLE alert_deliveries (
    tenant        text        NOT NULL,
    id            uuid        NOT NULL DEFAULT uuidv7(),
    event         text        NOT NULL,
    alert_id      uuid,                 -- null: a test message
    endpoint_id   uuid        NOT NULL,
    state         text        NOT NULL DEFAULT 'pending',
    due_at        timestamptz NOT NULL DEFAULT now(),
    attempts      integer     NOT NULL DEFAULT 0,
    pending_since timestamptz,          -- when its first attempt was due; null before that, and
                                        -- again when it is replayed, which gives it 24 h more
    created_at    timestamptz NOT NULL DEFAULT now(),
    ended_at      timestamptz,          -- when it was delivered or given up
    CONSTRAINT alert_deliveries_pkey PRIMARY KEY (tenant, id),
    CONSTRAINT alert_deliveries_once_key UNIQUE (tenant, alert_id, endpoint_id, event),
    CONSTRAINT alert_deliveries_event_check CHECK (event IN ('crossed', 'resolved', 'test')),
    CONSTRAINT alert_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT alert_deliveries_alert_check CHECK ((alert_id IS NULL) = (event = 'test'))
);

CREATE INDEX alert_deliveries_due_idx ON alert_deliveries (due_at) WHERE state = 'pending';
CREATE INDEX alert_deliveries_dead_idx ON alert_deliveries (tenant) WHERE state = 'dead';

-- Every try, and every delivery that was given up without one. Written after the answer.
CREATE TABLE alert_attempts (
    tenant      text        NOT NULL,
    delivery_id uuid        NOT NULL,
    id          uuid        NOT NULL DEFAULT uuidv7(),
    started_at  timestamptz NOT NULL,
    duration_ms bigint      NOT NULL,
    status      integer, -- of the answer; null: there was none
    error       text,    -- null: delivered
    CONSTRAINT alert_attempts_pkey PRIMARY KEY (tenant, delivery_id, id)
);

-- One row a URL, whoever uses it: its messages go one at a time and at its pace.
CREATE TABLE alert_lanes (
    lane     text        NOT NULL,           -- the SHA-256 of the URL, which is a secret
    free_at  timestamptz NOT NULL,           -- pace, pause of the breaker, or lease of who is sending
    failures integer     NOT NULL DEFAULT 0, -- in a row
    CONSTRAINT alert_lanes_pkey PRIMARY KEY (lane)
);
