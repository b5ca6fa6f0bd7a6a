-- How often each key and each tenant may ask, and how many tokens they may report.

CREATE TABLE rate_limits (
    subject             text        NOT NULL, -- key:ID, tenant:NAME, or default: each tenant without one
    requests_per_minute bigint,               -- null: any number
    tokens_per_minute   bigint,               -- null: any number
    burst_seconds       integer     NOT NULL, -- a bucket holds what comes in that time
    algorithm           text        NOT NULL,
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rate_limits_pkey PRIMARY KEY (subject),
    CONSTRAINT rate_limits_subject_check
        CHECK (subject = 'default' OR subject LIKE 'key:_%' OR subject LIKE 'tenant:_%'),
    CONSTRAINT rate_limits_requests_check CHECK (requests_per_minute BETWEEN 1 AND 10000000000),
    CONSTRAINT rate_limits_tokens_check CHECK (tokens_per_minute BETWEEN 1 AND 10000000000),
    CONSTRAINT rate_limits_some_check CHECK (num_nonnulls(requests_per_minute, tokens_per_minute) > 0),
    CONSTRAINT rate_limits_burst_check CHECK (burst_seconds BETWEEN 1 AND 3600),
    CONSTRAINT rate_limits_algorithm_check CHECK (algorithm IN ('bucket', 'window'))
);
