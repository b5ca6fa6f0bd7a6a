-- The meter's tables. Tenant and feature are text keys and every key of usage begins with the
-- tenant, so that the schema can later be distributed by tenant without a change.

CREATE TABLE tenants (
    id            uuid        NOT NULL DEFAULT uuidv7(),
    name          text        NOT NULL,
    monthly_quota bigint,                              -- tokens a billing period; null = unlimited
    billing_day   smallint    NOT NULL DEFAULT 1,      -- clamped to the length of short months
    time_zone     text        NOT NULL DEFAULT 'UTC',  -- IANA name
    thresholds    smallint[]  NOT NULL DEFAULT '{80}', -- percent of the quota
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_name_key UNIQUE (name),
    CONSTRAINT tenants_quota_check CHECK (monthly_quota > 0),
    CONSTRAINT tenants_billing_day_check CHECK (billing_day BETWEEN 1 AND 31),
    CONSTRAINT tenants_thresholds_check CHECK (1 <= ALL (thresholds) AND 1000 >= ALL (thresholds))
);

-- The raw log, which also recognises an event sent twice. One partition a UTC day, dropped whole
-- after the retention.
CREATE TABLE events (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    day        date        NOT NULL, -- the UTC day of created_at
    feature    text        NOT NULL,
    tokens     bigint      NOT NULL,
    created_at timestamptz NOT NULL, -- when the tokens were used
    CONSTRAINT events_pkey PRIMARY KEY (tenant, id, day)
) PARTITION BY RANGE (day);

-- One partition a UTC month, dropped whole after the retention.
CREATE TABLE rollups (
    tenant       text        NOT NULL,
    feature      text        NOT NULL,
    minute       timestamptz NOT NULL,
    total_tokens bigint      NOT NULL,
    event_count  bigint      NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rollups_pkey PRIMARY KEY (tenant, feature, minute)
) PARTITION BY RANGE (minute);

-- Always the sum of the rollups between period_start and period_end. A quota check reads this and
-- nothing else. Half-empty pages let an update stay on its page and touch no index.
CREATE TABLE period_totals (
    tenant        text        NOT NULL,
    period_start  timestamptz NOT NULL,
    feature       text        NOT NULL,
    period_end    timestamptz NOT NULL,
    total_tokens  bigint      NOT NULL,
    event_count   bigint      NOT NULL,
    latest_minute timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT period_totals_pkey PRIMARY KEY (tenant, period_start, feature)
) WITH (fillfactor = 50);

-- One row a batch, written in the batch's own transaction: a batch delivered again is recognised
-- by it. Old rows are folded into the ledger.
CREATE TABLE applied_batches (
    batch_id     text        NOT NULL,
    applied      bigint      NOT NULL,
    duplicate    bigint      NOT NULL,
    dead         bigint      NOT NULL,
    dead_letters bytea[]     NOT NULL, -- what acknowledging puts on the dead-letter list
    applied_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT applied_batches_pkey PRIMARY KEY (batch_id)
);

CREATE INDEX applied_batches_applied_at_idx ON applied_batches (applied_at);

-- The sums of the batches that applied_batches has forgotten: one row.
CREATE TABLE ledger (
    only_row  boolean NOT NULL DEFAULT true,
    applied   bigint  NOT NULL,
    duplicate bigint  NOT NULL,
    dead      bigint  NOT NULL,
    CONSTRAINT ledger_pkey PRIMARY KEY (only_row),
    CONSTRAINT ledger_only_row_check CHECK (only_row)
);

INSERT INTO ledger (applied, duplicate, dead) VALUES (0, 0, 0);

CREATE TABLE slack_webhooks (
    tenant     text        NOT NULL,
    url        text        NOT NULL,
    enabled    boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT slack_webhooks_pkey PRIMARY KEY (tenant, url)
);

-- One row a crossing, inserted in the transaction that moved the total over the threshold.
CREATE TABLE alerts (
    tenant        text        NOT NULL,
    period_start  timestamptz NOT NULL,
    threshold     smallint    NOT NULL,
    quota_version bigint      NOT NULL,
    id            uuid        NOT NULL DEFAULT uuidv7(),
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT alerts_pkey PRIMARY KEY (tenant, period_start, threshold, quota_version)
);

-- The outbox: one row an alert and webhook.
CREATE TABLE alert_deliveries (
    tenant     text        NOT NULL,
    alert_id   uuid        NOT NULL,
    url        text        NOT NULL,
    state      text        NOT NULL DEFAULT 'pending',
    due_at     timestamptz NOT NULL DEFAULT now(),
    attempts   integer     NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT alert_deliveries_pkey PRIMARY KEY (tenant, alert_id, url),
    CONSTRAINT alert_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'dead'))
);

CREATE INDEX alert_deliveries_due_idx ON alert_deliveries (due_at) WHERE state = 'pending';
