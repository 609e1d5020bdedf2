-- Persistent subscriptions: who handles which partition, how far it has come, and what it could not
-- take.
--
-- Decided here
--   * A row is a partition. It repeats its subscription's definition, so that the statement that takes
--     a lease answers with all that its taker must know.
--   * fence is drawn anew with every acquisition, whenever an operator moves the checkpoint, and when
--     a delivery is sent back. Whoever writes progress names the fence it was given, in the same
--     statement; one who has lost the lease changes nothing, however late it comes. Fences come from
--     one sequence: none is given twice, not even to a subscription that was deleted and created anew.
--   * generation tells one creation from the next of the same name: a consumer of the former takes
--     nothing of the latter.
--   * Leases are measured by the server's clock alone.

CREATE SEQUENCE ${log}.subscription_fences;

ALTER TABLE ${log}.subscriptions
    ADD COLUMN partitions   integer NOT NULL DEFAULT 1,
    -- what was asked for at creation: beginning, now or a cursor
    ADD COLUMN start_from   text    NOT NULL DEFAULT 'beginning',
    ADD COLUMN settings     jsonb   NOT NULL DEFAULT '{}'::jsonb,
    -- the checkpoint is a cursor: a version means little after a recovery that lost some
    ADD COLUMN epoch        integer NOT NULL DEFAULT 1,
    ADD COLUMN generation   bigint  NOT NULL DEFAULT 0,
    ADD COLUMN fence        bigint  NOT NULL DEFAULT 0,
    -- which event has failed last, and how often; when the partition may be tried again
    ADD COLUMN attempts_of  bigint  NOT NULL DEFAULT 0,
    ADD COLUMN attempts     integer NOT NULL DEFAULT 0,
    ADD COLUMN retry_at     timestamptz,
    ADD COLUMN last_error   text,
    -- how often an event of this partition was to be tried again
    ADD COLUMN redeliveries bigint  NOT NULL DEFAULT 0,
    ADD COLUMN stopped_at   timestamptz,
    ADD COLUMN stop_reason  text,
    ADD CONSTRAINT subscriptions_partitions_check CHECK (partitions BETWEEN 1 AND 256),
    ADD CONSTRAINT subscriptions_attempts_check CHECK (attempts >= 0);

-- whoever may write a table may use its sequences
ALTER SEQUENCE ${log}.subscription_fences OWNED BY ${log}.subscriptions.fence;

-- Checkpoints are rewritten many times a second: room for the new version of a row on its own page,
-- and a vacuum by count.
ALTER TABLE ${log}.subscriptions SET (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

ALTER TABLE ${log}.parked_events
    ADD COLUMN epoch     integer NOT NULL DEFAULT 1,
    -- somebody has asked for another try; the holder of the lease makes it
    ADD COLUMN replay_at timestamptz;

-- Holders of leases look for these again and again; there are few, and nearly always none.
CREATE INDEX parked_events_to_replay
    ON ${log}.parked_events (subscription, partition)
    WHERE replay_at IS NOT NULL;

-- Who takes part in a subscription, so that its partitions can be shared evenly.
CREATE TABLE ${log}.subscription_consumers (
    subscription  text        NOT NULL,
    consumer      text        NOT NULL,
    node          text        NOT NULL,
    seen_until    timestamptz NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, consumer)
) WITH (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500
);

COMMENT ON TABLE ${log}.subscription_consumers IS
    'Consumers that have lately said that they are there; a row outlives its consumer for a minute.';
