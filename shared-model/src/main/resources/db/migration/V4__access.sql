-- Who may call the API.

CREATE TABLE api_keys (
    id           uuid        NOT NULL DEFAULT uuidv7(),
    hash         bytea       NOT NULL, -- the SHA-256 of the key, which itself is kept nowhere
    shown        text        NOT NULL, -- its first characters, by which its owner knows it
    name         text        NOT NULL,
    scopes       text[]      NOT NULL,
    tenant       text,                 -- whose usage it is for; null: every tenant's
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,          -- null: never
    revoked_at   timestamptz,          -- null: not
    last_used_at timestamptz,          -- up to a minute ago it may have been used since
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_hash_key UNIQUE (hash),
    CONSTRAINT api_keys_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT api_keys_name_check CHECK (length(name) BETWEEN 1 AND 128),
    CONSTRAINT api_keys_scopes_check
        CHECK (cardinality(scopes) BETWEEN 1 AND 3 AND array_remove(array_remove(array_remove(
                   scopes, 'ingest'), 'read'), 'admin') = '{}'),
    CONSTRAINT api_keys_tenant_check CHECK (tenant IS NULL OR NOT 'admin' = ANY (scopes))
);

-- What every process keeps in memory, and the transaction that changed it last. Who changes it writes
-- that number in the same transaction and NOTIFYs flagmeter_changes.
CREATE TABLE changes (
    topic   text   NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT changes_pkey PRIMARY KEY (topic)
);

INSERT INTO changes (topic, version) VALUES ('keys', 0);
