-- Three tables of one shape, that of an events table with its indexes.
CREATE SEQUENCE bench_seq CACHE 1;

CREATE TABLE plain (
    id           bigint      PRIMARY KEY DEFAULT nextval('bench_seq'),
    aggregate_id text        NOT NULL,
    event_type   text        NOT NULL,
    data         jsonb       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX plain_aggregate_idx ON plain (aggregate_id);
CREATE INDEX plain_type_idx ON plain (event_type);
CREATE INDEX plain_created_idx ON plain (created_at);

CREATE TABLE originals (LIKE plain INCLUDING ALL);
CREATE TABLE watched (LIKE plain INCLUDING ALL);

-- What the originals do: two notifications for each row, in the writer's transaction.
CREATE FUNCTION notify_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('stream_' || NEW.aggregate_id,
        json_build_object('operation', TG_OP, 'record', row_to_json(NEW))::text);
    PERFORM pg_notify('events_global',
        json_build_object('operation', TG_OP, 'record', row_to_json(NEW))::text);
    RETURN NEW;
END
$$;
CREATE TRIGGER originals_notify AFTER INSERT OR UPDATE OR DELETE ON originals
    FOR EACH ROW EXECUTE FUNCTION notify_twice();

SELECT commitcast.watch('public.watched', channel => 'watched_change', room => 'bench');
