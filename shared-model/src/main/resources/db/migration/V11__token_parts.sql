-- What the tokens of an event consist of, where its sender said so; no token is in two parts. Of a rollup, the sums over
-- those of its events, null if there are none: only together with the others do they make total_tokens.

ALTER TABLE events ADD COLUMN input_tokens bigint, ADD COLUMN cached_input_tokens bigint, ADD COLUMN cache_write_tokens bigint,
                   ADD COLUMN output_tokens bigint, ADD COLUMN reasoning_tokens bigint;
ALTER TABLE rollups ADD COLUMN input_tokens bigint, ADD COLUMN cached_input_tokens bigint, ADD COLUMN cache_write_tokens bigint,
                    ADD COLUMN output_tokens bigint, ADD COLUMN reasoning_tokens bigint;
