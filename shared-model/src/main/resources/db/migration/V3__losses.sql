-- Books that stay true when Valkey forgets: what it is known to have had, and what was written off.

-- One row a partition of the queue, written by the API every few seconds. A Valkey whose counters are
-- behind it, or that has another epoch, has lost some of its memory.
CREATE TABLE queue_marks (
    partition   smallint    NOT NULL,
    epoch       bigint      NOT NULL, -- kept in Valkey too; a new one after each loss
    run_id      text        NOT NULL, -- of the server's process
    own         bigint      NOT NULL, -- acknowledged events, by Valkey's count
    claimed     bigint      NOT NULL, -- claimed events
    claimed_own bigint      NOT NULL, -- the acknowledged ones among them
    marked_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT queue_marks_pkey PRIMARY KEY (partition)
);

ALTER TABLE ledger
    ADD COLUMN forgotten bigint      NOT NULL DEFAULT 0, -- claims that are settled and that Valkey knows no more
    ADD COLUMN gone      bigint      NOT NULL DEFAULT 0, -- acknowledged events that are known to be lost
    ADD COLUMN surplus   bigint      NOT NULL DEFAULT 0, -- settled and in flight without a claim, at the last mark
    ADD COLUMN forgot_at timestamptz;                    -- when Valkey was last found to have another memory

-- What the operator wrote off.
CREATE TABLE losses (
    id         uuid        NOT NULL DEFAULT uuidv7(),
    events     bigint      NOT NULL, -- negative if more was counted than accepted
    reason     text        NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT losses_pkey PRIMARY KEY (id),
    CONSTRAINT losses_events_check CHECK (events <> 0),
    CONSTRAINT losses_reason_check CHECK (length(reason) BETWEEN 1 AND 500)
);
