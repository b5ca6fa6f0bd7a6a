-- What was answered to a POST of the admin API that came with an Idempotency-Key, so that it can be answered again.

CREATE TABLE idempotency_keys (
    caller     text        NOT NULL, -- the id of the API key, or operator
    key        text        NOT NULL, -- as the client sent it
    request    text        NOT NULL, -- the SHA-256 of what was asked for
    status     smallint,             -- null: under way
    body       text,                 -- without keys and secrets
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key),
    CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_body_check CHECK (octet_length(body) <= 16384)
);

CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
