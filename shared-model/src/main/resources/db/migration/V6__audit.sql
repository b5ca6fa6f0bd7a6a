-- What was changed by the admin API, and by whom.

CREATE TABLE audit_log (
    id         uuid        NOT NULL DEFAULT uuidv7(),
    at         timestamptz NOT NULL DEFAULT now(),
    actor      text        NOT NULL, -- the name of the key, or operator
    actor_key  uuid,                 -- the id of the key; null: the one that the server was started with
    action     text        NOT NULL, -- such as key.create
    subject    text        NOT NULL, -- what kind of thing was changed
    subject_id text,                 -- its id, or its name where it has none; null: several
    tenant     text,                 -- whose it is; null: every tenant's
    before     jsonb,                -- neither holds keys, secrets or whole webhook URLs
    after      jsonb,
    outcome    text        NOT NULL DEFAULT 'done',
    request_id text        NOT NULL,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_outcome_check CHECK (outcome IN ('done', 'intended'))
);

CREATE INDEX audit_log_tenant_idx ON audit_log (tenant, id);
CREATE INDEX audit_log_action_idx ON audit_log (action, id);
CREATE INDEX audit_log_at_idx ON audit_log (at);

-- Raised by each change, so that a client can say which state it means to change.
ALTER TABLE slack_webhooks ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE webhooks ADD COLUMN version bigint NOT NULL DEFAULT 1;
