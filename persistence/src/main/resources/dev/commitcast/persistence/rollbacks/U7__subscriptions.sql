-- Takes consumers, leases and retries away; checkpoints stay where they are.
DROP TABLE ${log}.subscription_consumers;

DROP INDEX ${log}.parked_events_to_replay;

ALTER TABLE ${log}.parked_events
    DROP COLUMN replay_at,
    DROP COLUMN epoch;

ALTER TABLE ${log}.subscriptions RESET (
    fillfactor,
    autovacuum_vacuum_scale_factor,
    autovacuum_vacuum_threshold,
    autovacuum_vacuum_cost_delay
);

ALTER SEQUENCE ${log}.subscription_fences OWNED BY NONE;
DROP SEQUENCE ${log}.subscription_fences;

ALTER TABLE ${log}.subscriptions
    DROP COLUMN stop_reason,
    DROP COLUMN stopped_at,
    DROP COLUMN redeliveries,
    DROP COLUMN last_error,
    DROP COLUMN retry_at,
    DROP COLUMN attempts,
    DROP COLUMN attempts_of,
    DROP COLUMN fence,
    DROP COLUMN generation,
    DROP COLUMN epoch,
    DROP COLUMN settings,
    DROP COLUMN start_from,
    DROP COLUMN partitions;
