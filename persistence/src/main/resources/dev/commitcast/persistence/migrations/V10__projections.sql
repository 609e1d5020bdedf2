-- Event sourcing: snapshots of aggregates, and how far projections have come.
--
-- Decided here
--   * Both only save work. Whatever stands in them can be thrown away and made again from the log.
--   * The row of a projection is its lock: whoever moves it holds the row to the commit, with what
--     was written for the events. So no lease can end too early and no clock is asked.

CREATE TABLE ${log}.snapshots (
    stream_id      text        NOT NULL
        REFERENCES ${log}.streams (stream_id) ON DELETE CASCADE,
    -- which kind of state: one stream may be folded in several ways
    aggregate      text        NOT NULL,
    -- of the state's printed form; another one is not looked at
    schema_version integer     NOT NULL,
    -- where readers of the stream began when it was taken; if that has moved, it is of no use
    first_version  bigint      NOT NULL,
    -- of the last event in it
    stream_version bigint      NOT NULL,
    state          text        NOT NULL,
    taken_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream_id, aggregate, schema_version),
    CONSTRAINT snapshots_aggregate_check CHECK (length(aggregate) BETWEEN 1 AND 255),
    CONSTRAINT snapshots_version_check CHECK (first_version >= 1 AND stream_version >= first_version)
) WITH (fillfactor = 70);

COMMENT ON TABLE ${log}.snapshots IS
    'States of aggregates, so that their streams need not be read from the beginning. May be emptied.';

CREATE TABLE ${log}.projections (
    name       text        NOT NULL PRIMARY KEY,
    -- everything up to this version of the log is in the projection's tables
    position   bigint      NOT NULL DEFAULT 0,
    -- of what comes after the position
    attempts   integer     NOT NULL DEFAULT 0,
    error      text,
    failed_at  timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    moved_at   timestamptz,
    rebuilt_at timestamptz,
    CONSTRAINT projections_name_check CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT projections_position_check CHECK (position >= 0)
) WITH (
    -- rewritten with every batch: room for the new version beside the old, and a vacuum by count
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);

COMMENT ON TABLE ${log}.projections IS
    'Projections that follow the log. Who moves one holds its row.';

-- Keeps appends to a stream away until the transaction ends; answers the stream's version. For what
-- must see a stream and write about it with nobody in between.
CREATE FUNCTION ${log}.hold_stream(stream_id text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stream constant ${log}.streams := ${log}.lock_stream(hold_stream.stream_id);
BEGIN
    RETURN stream.stream_version;
END
$$;
