-- Optional parts that were switched at run time. One without a row is as each process's environment says.

CREATE TABLE switches (
    name       text        NOT NULL,
    enabled    boolean     NOT NULL,
    percent    smallint    NOT NULL, -- of the tenants, for whom it is on while it is enabled
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT switches_pkey PRIMARY KEY (name),
    CONSTRAINT switches_name_check CHECK (length(name) BETWEEN 1 AND 64),
    CONSTRAINT switches_percent_check CHECK (percent BETWEEN 0 AND 100)
);
