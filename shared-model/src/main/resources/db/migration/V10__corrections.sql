-- Usage that was counted and should not have been, or was not and should: who says so changes rollups and totals by a row of
-- the ledger, and the row stays.

-- One row a correction. An event and its day stand here once, so that nobody takes it away twice; whoever lists events finds
-- by the same key which of them were voided.
CREATE TABLE corrections (
    tenant       text        NOT NULL,
    id           uuid        NOT NULL DEFAULT uuidv7(),
    type         text        NOT NULL,
    feature      text        NOT NULL,
    event_id     text,                 -- of the event that was voided; null: an adjustment
    event_day    date,                 -- as in events
    period_start timestamptz NOT NULL, -- of the total that was changed
    first_minute timestamptz NOT NULL, -- of its lines
    last_minute  timestamptz NOT NULL,
    minutes      integer     NOT NULL, -- how many lines it has
    total_tokens bigint      NOT NULL, -- the sum of its lines, as are the events
    event_count  bigint      NOT NULL,
    reason       text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT corrections_pkey PRIMARY KEY (tenant, id),
    CONSTRAINT corrections_event_key UNIQUE (tenant, event_id, event_day),
    CONSTRAINT corrections_type_check
        CHECK (type IN ('void', 'adjustment') AND (type = 'void') = (event_id IS NOT NULL)
               AND (event_id IS NULL) = (event_day IS NULL)),
    CONSTRAINT corrections_reason_check CHECK (length(reason) BETWEEN 1 AND 500)
);

CREATE INDEX corrections_id_idx ON corrections (id);
CREATE INDEX corrections_created_at_idx ON corrections (created_at);

-- What a correction added to each minute of its feature: raw events and these lines together are the rollups.
CREATE TABLE correction_lines (
    tenant        text        NOT NULL,
    correction_id uuid        NOT NULL,
    minute        timestamptz NOT NULL,
    feature       text        NOT NULL,
    total_tokens  bigint      NOT NULL, -- mostly negative
    event_count   bigint      NOT NULL, -- 0, or -1 where an event was voided
    input_tokens  bigint,               -- and what its tokens consisted of; null: that was not told
    cached_input_tokens bigint,
    cache_write_tokens  bigint,
    output_tokens       bigint,
    reasoning_tokens    bigint,
    CONSTRAINT correction_lines_pkey PRIMARY KEY (tenant, correction_id, minute)
);

-- Those of the applied events that were voided, in all.
ALTER TABLE ledger ADD COLUMN voided bigint NOT NULL DEFAULT 0;

-- What a correction had to do with it.
ALTER TABLE alerts
    ADD COLUMN correction_id uuid, -- the one that crossed; null: a batch or a change of the settings did
    ADD COLUMN resolved_by   uuid; -- the one that resolved it; null: a change of the settings, if anything
