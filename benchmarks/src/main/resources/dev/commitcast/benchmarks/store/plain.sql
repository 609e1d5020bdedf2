-- An events table as a plain event store on PostgreSQL has it: a number from a sequence, its indexes,
-- and a trigger that tells listeners of each row.
CREATE SCHEMA plain_store;

CREATE TABLE plain_store.events (
    version      bigserial   PRIMARY KEY,
    id           text        NOT NULL UNIQUE,
    aggregate_id text        NOT NULL,
    event_type   text        NOT NULL,
    data         jsonb,
    metadata     jsonb,
    created_at   timestamptz DEFAULT now(),
    stream_name  text        GENERATED ALWAYS AS ('stream_' || aggregate_id) STORED
);
CREATE INDEX idx_events_aggregate_id ON plain_store.events (aggregate_id);
CREATE INDEX idx_events_version ON plain_store.events (version);
CREATE INDEX idx_events_created_at ON plain_store.events (created_at);
CREATE INDEX idx_events_stream_name ON plain_store.events (stream_name);
CREATE INDEX idx_events_type ON plain_store.events (event_type);

CREATE FUNCTION plain_store.notify_event_inserted() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify(NEW.stream_name, json_build_object(
        'version', NEW.version,
        'aggregate_id', NEW.aggregate_id,
        'event_type', NEW.event_type,
        'id', NEW.id)::text);
    PERFORM pg_notify('events_global', json_build_object(
        'version', NEW.version,
        'aggregate_id', NEW.aggregate_id,
        'event_type', NEW.event_type,
        'id', NEW.id)::text);
    RETURN NEW;
END
$$;
CREATE TRIGGER events_notify_trigger AFTER INSERT ON plain_store.events
    FOR EACH ROW EXECUTE FUNCTION plain_store.notify_event_inserted();

-- What the transaction that is held open has looked at.
CREATE TABLE plain_store.looked_at (n integer);
