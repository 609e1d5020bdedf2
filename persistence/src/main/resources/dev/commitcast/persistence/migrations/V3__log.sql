-- The log: where writers leave events (pending_events), where the sequencer puts them in order
-- (events), and what both need to find each other.
--
-- Every function that a writer's session may run is SECURITY DEFINER with a fixed search_path, so
-- that a role needs no right on the tables themselves and nobody can slip in objects of their own.

-- The inbox. Rows live for milliseconds: a trigger or append() inserts them in the writer's
-- transaction, the sequencer moves them to events once they are visible.
CREATE TABLE ${log}.pending_events (
    -- order of the statements of one transaction; CACHE 1, or numbers of two sessions would
    -- leave the order in which they were drawn
    seq            bigserial   NOT NULL,
    tx             xid8        NOT NULL DEFAULT pg_current_xact_id(),
    -- null for captured changes: the sequencer gives the id, the writer does not pay for it
    id             text,
    aggregate_id   text        NOT NULL,
    -- null for captured changes
    stream_version bigint,
    event_type     text        NOT NULL,
    room           text,
    data           jsonb,
    metadata       jsonb,
    -- whether programs that LISTEN in plain PostgreSQL are told too
    notify         boolean     NOT NULL DEFAULT false,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (
    -- a queue: every row dies young, so vacuum by count and not by a share of the table
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 100000,
    autovacuum_vacuum_cost_delay = 0
);

-- The sequencer's scan window is a range of transactions; within one it reads in order.
CREATE INDEX pending_events_tx_idx ON ${log}.pending_events (tx, seq);
CREATE UNIQUE INDEX pending_events_id_key ON ${log}.pending_events (id) WHERE id IS NOT NULL;
-- A stream's reader must see the caller's own append before it is sequenced.
CREATE INDEX pending_events_stream_idx ON ${log}.pending_events (aggregate_id, stream_version)
    WHERE stream_version IS NOT NULL;

COMMENT ON TABLE ${log}.pending_events IS
    'Committed and not yet sequenced events; nearly empty unless no sequencer runs.';

-- The log: append-only, dense, immutable.
CREATE TABLE ${log}.events (
    version        bigint      NOT NULL,
    id             text        NOT NULL,
    aggregate_id   text        NOT NULL,
    stream_version bigint,
    event_type     text        NOT NULL,
    room           text,
    data           jsonb,
    metadata       jsonb,
    tx             xid8        NOT NULL,
    tx_last        boolean     NOT NULL,
    created_at     timestamptz NOT NULL,
    -- size of data and metadata as text, so that readers can bound what they gather
    bytes          integer     NOT NULL DEFAULT 0,
    stream_name    text        NOT NULL GENERATED ALWAYS AS ('stream_' || aggregate_id) STORED,
    CONSTRAINT events_pkey PRIMARY KEY (version),
    CONSTRAINT events_id_key UNIQUE (id),
    CONSTRAINT events_stream_key UNIQUE (aggregate_id, stream_version),
    CONSTRAINT events_version_check CHECK (version > 0)
);

CREATE INDEX events_type_idx ON ${log}.events (event_type, version);
CREATE INDEX events_room_idx ON ${log}.events (room, version) WHERE room IS NOT NULL;
CREATE INDEX events_created_at_idx ON ${log}.events (created_at, version);

COMMENT ON TABLE ${log}.events IS
    'The log. Versions are 1, 2, 3 ... in commit-visible order; rows never change.';

-- One row per appended stream; its row lock orders the stream's writers.
CREATE TABLE ${log}.streams (
    stream_id      text        NOT NULL PRIMARY KEY,
    stream_version bigint      NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at     timestamptz,
    metadata       jsonb,
    CONSTRAINT streams_version_check CHECK (stream_version >= 0),
    CONSTRAINT streams_id_check CHECK (length(stream_id) BETWEEN 1 AND 512)
);

-- Who sequences. One row, locked by every batch but rewritten only when the leader changes: a
-- counter updated here with each batch would leave dead versions that a long transaction keeps
-- from being pruned, and every batch would read through them. The head is where events ends.
CREATE TABLE ${log}.sequencer (
    only_row boolean     NOT NULL DEFAULT true PRIMARY KEY,
    leader   text,
    since    timestamptz,
    CONSTRAINT sequencer_only_row_check CHECK (only_row)
);
INSERT INTO ${log}.sequencer DEFAULT VALUES;

-- Epoch milliseconds, by the server's clock, until which the sequencer promises to poll. Writers
-- notify only when it has lapsed. A sequence, because it lives outside MVCC: a REPEATABLE READ
-- writer reads it as it is. Unlogged where the server knows that (15 and later): it costs no WAL
-- and a crash or promotion sets it back to 0, which means "notify", the safe side.
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        EXECUTE 'CREATE UNLOGGED SEQUENCE ${log}.awake_until MINVALUE 0 START 0';
    ELSE
        EXECUTE 'CREATE SEQUENCE ${log}.awake_until MINVALUE 0 START 0';
    END IF;
END
$$;

-- A cursor names an epoch; one that points behind its epoch's end belongs to a lost future.
CREATE TABLE ${log}.log_epochs (
    epoch             integer     NOT NULL PRIMARY KEY,
    from_version      bigint      NOT NULL,
    timeline          integer     NOT NULL,
    system_identifier text        NOT NULL,
    reason            text        NOT NULL,
    started_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT log_epochs_epoch_check CHECK (epoch > 0)
);
INSERT INTO ${log}.log_epochs (epoch, from_version, timeline, system_identifier, reason)
SELECT 1, 1, c.timeline_id, s.system_identifier::text, 'created'
FROM pg_catalog.pg_control_checkpoint() AS c, pg_catalog.pg_control_system() AS s;

-- Named subscriptions whose progress the database keeps.
CREATE TABLE ${log}.subscriptions (
    name        text        NOT NULL,
    partition   integer     NOT NULL DEFAULT 0,
    filter      jsonb       NOT NULL DEFAULT '{}'::jsonb,
    checkpoint  bigint      NOT NULL DEFAULT 0,
    lease_owner text,
    lease_until timestamptz,
    paused_at   timestamptz,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, partition),
    CONSTRAINT subscriptions_name_check CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT subscriptions_partition_check CHECK (partition >= 0),
    CONSTRAINT subscriptions_checkpoint_check CHECK (checkpoint >= 0)
);

-- Events that a handler could not take, with the reason, until somebody replays them.
CREATE TABLE ${log}.parked_events (
    subscription text        NOT NULL,
    partition    integer     NOT NULL DEFAULT 0,
    version      bigint      NOT NULL,
    error        text        NOT NULL,
    attempts     integer     NOT NULL DEFAULT 1,
    parked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, partition, version),
    FOREIGN KEY (subscription, partition)
        REFERENCES ${log}.subscriptions (name, partition) ON DELETE CASCADE,
    CONSTRAINT parked_events_attempts_check CHECK (attempts > 0)
);

-- The end of the log.
CREATE FUNCTION ${log}.head() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT e.version FROM ${log}.events AS e ORDER BY e.version DESC LIMIT 1), 0);
$$;

-- What operators want to know in one row.
CREATE VIEW ${log}.log_state AS
SELECT
    ${log}.head() AS head,
    (SELECT min(e.version) FROM ${log}.events AS e) AS oldest,
    (SELECT max(l.epoch) FROM ${log}.log_epochs AS l) AS epoch,
    s.leader,
    s.since,
    (SELECT count(*) FROM ${log}.pending_events) AS pending,
    to_timestamp(a.last_value / 1000.0) AS awake_until
FROM ${log}.sequencer AS s, ${log}.awake_until AS a;

-- One stream as its own writers must see it: sequenced events, and appended ones that still wait
-- and have no version yet.
CREATE VIEW ${log}.stream_events AS
SELECT
    e.version, e.id, e.aggregate_id, e.stream_version, e.event_type, e.room, e.data, e.metadata,
    e.tx, e.tx_last, e.created_at, e.bytes
FROM ${log}.events AS e
UNION ALL
SELECT
    NULL, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room, p.data, p.metadata,
    p.tx, false, p.created_at, octet_length(p.data::text)
FROM ${log}.pending_events AS p
WHERE p.stream_version IS NOT NULL;

-- Tells a sleeping sequencer that there is work. Call it AFTER the row is in pending_events: the
-- sequencer falls asleep by letting the lease lapse first and waiting for older transactions
-- second, and only that order on this side meets it without a gap. The payload is constant, so
-- that many calls in one transaction fold into one. SET commitcast.notify = off leaves it to the
-- sequencer's poll: for XA, where NOTIFY forbids PREPARE TRANSACTION, and for bulk loads.
-- So does a queue that is nearly full, because some session listens and does not read: a notification
-- that finds no room fails at the commit, and with it the writer's transaction.
CREATE FUNCTION ${log}.wake_sequencer() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT a.last_value FROM ${log}.awake_until AS a)
            <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint
        AND current_setting('commitcast.notify', true) IS DISTINCT FROM 'off'
        AND pg_notification_queue_usage() < 0.9
    THEN
        PERFORM pg_notify('${log}_wake', '');
    END IF;
END
$$;

-- Who, why and in which trace, as the session said with SET LOCAL; null when it said nothing. Cut,
-- because a setting may have any length, and readers must be able to hold every event.
CREATE FUNCTION ${log}.session_metadata() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT nullif(jsonb_strip_nulls(jsonb_build_object(
        'actor', nullif(left(current_setting('commitcast.actor', true), 1000), ''),
        'correlationId', nullif(left(current_setting('commitcast.correlation_id', true), 1000), ''),
        'traceparent', nullif(left(current_setting('commitcast.traceparent', true), 1000), '')
    )), '{}'::jsonb);
$$;

-- A ULID: 48 bits of time, 80 random bits, in Crockford's base 32.
CREATE FUNCTION ${log}.new_ulid() RETURNS text
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    millis bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    noise bytea := uuid_send(gen_random_uuid());
    answer text := '';
BEGIN
    FOR i IN 0..9 LOOP
        answer := substr(alphabet, (millis & 31)::integer + 1, 1) || answer;
        millis := millis >> 5;
    END LOOP;
    -- a random UUID fixes some bits of its bytes 6 and 8; fold in others that are free
    FOR i IN 0..15 LOOP
        answer := answer || substr(
            alphabet,
            ((get_byte(noise, i) # get_byte(noise, (i + 3) % 16)) & 31) + 1, 1);
    END LOOP;
    RETURN answer;
END
$$;

-- A name that pg_notify accepts: at most 63 bytes. A longer one keeps its first 40 bytes, cut at
-- a character, and gets a hash of the whole.
CREATE FUNCTION ${log}.channel_name(name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    short text := name;
BEGIN
    IF octet_length(name) < 64 THEN
        RETURN name;
    END IF;
    short := left(short, 40);
    WHILE octet_length(short) > 40 LOOP
        short := left(short, -1);
    END LOOP;
    RETURN short || '_' || left(md5(name), 16);
END
$$;

-- Refuses what would break a subscriber's frames or be taken for one of the server's own.
CREATE FUNCTION ${log}.check_event_type(event_type text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF event_type IS NULL OR event_type = '' OR length(event_type) > 255
        OR event_type ~ '[\r\n]'
    THEN
        RAISE EXCEPTION 'An event type has 1 to 255 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    IF event_type IN ('resume', 'caught-up', 'fell-behind', 'revoked', 'drain') THEN
        RAISE EXCEPTION 'The event type % is reserved for control events; choose another.',
            event_type USING ERRCODE = '22023';
    END IF;
END
$$;

-- Appends one event to a stream, in the caller's transaction.
--
-- expected_version: null for any, 0 for "the stream must not exist", n for "its last is n".
-- A stream that is elsewhere answers with SQLSTATE CC412 and the current version in DETAIL.
-- The same id with the same content answers with the first result; with other content CC409.
-- What no reader could hold, or no notification could name, is refused here: once committed it
-- would stop the log for all.
CREATE FUNCTION ${log}.append(
    stream_id        text,
    event_type       text,
    data             jsonb  DEFAULT NULL,
    expected_version bigint DEFAULT NULL,
    id               text   DEFAULT NULL,
    metadata         jsonb  DEFAULT NULL,
    room             text   DEFAULT NULL
) RETURNS TABLE (event_id text, stream text, stream_version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    current_version bigint;
    known record;
    chosen_id text := coalesce(append.id, ${log}.new_ulid());
BEGIN
    PERFORM ${log}.check_event_type(append.event_type);
    IF append.stream_id IS NULL OR append.stream_id = '' OR length(append.stream_id) > 512
        OR append.stream_id ~ '[\r\n]'
    THEN
        RAISE EXCEPTION 'A stream name has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    IF append.id = '' OR length(append.id) > 255 OR append.id ~ '[\r\n]' THEN
        RAISE EXCEPTION 'An event id has 1 to 255 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    IF append.room = '' OR length(append.room) > 512 OR append.room ~ '[\r\n]' THEN
        RAISE EXCEPTION 'A room has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023',
                  HINT = 'Leave it out for events that only operators may see.';
    END IF;
    -- as text, the form in which they are read: it may be many times as long as what is stored
    IF octet_length(append.data::text) > 16 * 1024 * 1024
        OR octet_length(append.metadata::text) > 64 * 1024
    THEN
        RAISE EXCEPTION 'An event has at most 16 MiB of data and 64 KiB of metadata.'
            USING ERRCODE = '54000',
                  HINT = 'Store what is larger elsewhere, and append where it is.';
    END IF;
    IF append.expected_version < 0 THEN
        RAISE EXCEPTION 'An expected version is 0 or more, not %.', append.expected_version
            USING ERRCODE = '22023';
    END IF;

    -- The stream's row is locked before a number is drawn and stays locked to the commit: so the
    -- numbers of one stream are in the order of its commits.
    INSERT INTO ${log}.streams AS s (stream_id) VALUES (append.stream_id)
    ON CONFLICT (stream_id) DO UPDATE SET updated_at = clock_timestamp()
    RETURNING s.stream_version INTO current_version;

    IF append.id IS NOT NULL THEN
        SELECT e.aggregate_id, e.stream_version, e.event_type, e.data INTO known
        FROM ${log}.events AS e WHERE e.id = append.id
        UNION ALL
        SELECT p.aggregate_id, p.stream_version, p.event_type, p.data
        FROM ${log}.pending_events AS p WHERE p.id = append.id
        LIMIT 1;
        IF FOUND THEN
            IF known.aggregate_id = append.stream_id AND known.event_type = append.event_type
                AND known.data IS NOT DISTINCT FROM append.data
            THEN
                RETURN QUERY SELECT append.id, append.stream_id, known.stream_version;
                RETURN;
            END IF;
            RAISE EXCEPTION 'The event id % was used with other content.', append.id
                USING ERRCODE = 'CC409',
                      HINT = 'Use the same id only to repeat the same append.';
        END IF;
    END IF;

    IF EXISTS (SELECT FROM ${log}.streams AS s
               WHERE s.stream_id = append.stream_id AND s.deleted_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'The stream % is deleted.', append.stream_id USING ERRCODE = 'CC410';
    END IF;
    IF append.expected_version <> current_version THEN
        RAISE EXCEPTION 'The stream % is at version %, not %.',
            append.stream_id, current_version, append.expected_version
            USING ERRCODE = 'CC412',
                  DETAIL = current_version::text,
                  HINT = 'Read the stream again and decide anew.';
    END IF;

    UPDATE ${log}.streams AS s SET stream_version = current_version + 1
    WHERE s.stream_id = append.stream_id;
    INSERT INTO ${log}.pending_events
        (id, aggregate_id, stream_version, event_type, room, data, metadata, notify)
    VALUES (
        chosen_id, append.stream_id, current_version + 1, append.event_type, append.room,
        append.data,
        nullif(coalesce(${log}.session_metadata(), '{}'::jsonb)
            || coalesce(append.metadata, '{}'::jsonb), '{}'::jsonb),
        true);
    PERFORM ${log}.wake_sequencer();
    RETURN QUERY SELECT chosen_id, append.stream_id, current_version + 1;
END
$$;

-- INSERT INTO events without a version is an append; with one it would tear a hole into the log.
CREATE FUNCTION ${log}.redirect_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.version IS NOT NULL THEN
        RAISE EXCEPTION 'The sequencer gives versions; insert into ${log}.events without one.'
            USING ERRCODE = '55000';
    END IF;
    PERFORM ${log}.append(
        NEW.aggregate_id, NEW.event_type, NEW.data, NULL, NEW.id, NEW.metadata, NEW.room);
    RETURN NULL;
END
$$;

CREATE TRIGGER events_redirect_insert
    BEFORE INSERT ON ${log}.events
    FOR EACH ROW
    WHEN (current_setting('commitcast.sequencing', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION ${log}.redirect_insert();

CREATE FUNCTION ${log}.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('commitcast.retention', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Events are immutable: % on ${log}.events is refused.', TG_OP
        USING ERRCODE = '55000',
              HINT = 'Append a correcting event; remove old ones with ${log}.expire_events().';
END
$$;

CREATE TRIGGER events_refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ${log}.events
    FOR EACH STATEMENT
    EXECUTE FUNCTION ${log}.refuse_change();

-- A stream whose row is gone would count from 1 again, and its events would be refused for ever,
-- with everything behind them. A stream is deleted by its deleted_at.
CREATE FUNCTION ${log}.refuse_removal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'Rows of ${log}.streams stay: % is refused.', TG_OP
        USING ERRCODE = '55000',
              HINT = 'Set deleted_at; no event can be appended to the stream then.';
END
$$;

CREATE TRIGGER streams_refuse_removal
    BEFORE DELETE OR TRUNCATE ON ${log}.streams
    FOR EACH STATEMENT
    EXECUTE FUNCTION ${log}.refuse_removal();

-- Retention: removes events older than the given time from the old end, at most so many, never
-- the newest one (it is where the next version comes from). Answers how many it removed.
CREATE FUNCTION ${log}.expire_events(older_than timestamptz, at_most integer DEFAULT 10000)
    RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    keep_from bigint;
    removed bigint;
    before text := coalesce(current_setting('commitcast.retention', true), '');
BEGIN
    IF at_most < 1 THEN
        RAISE EXCEPTION 'expire_events removes 1 or more events at a time, not %.', at_most
            USING ERRCODE = '22023';
    END IF;
    -- the first event that is young enough, or the newest: versions, not times, are in order
    SELECT least(
        coalesce((SELECT min(e.version) FROM ${log}.events AS e
                  WHERE e.created_at >= expire_events.older_than), ${log}.head()),
        (SELECT min(e.version) FROM ${log}.events AS e) + expire_events.at_most)
    INTO keep_from;
    PERFORM set_config('commitcast.retention', 'on', true);
    DELETE FROM ${log}.events AS e WHERE e.version < keep_from;
    GET DIAGNOSTICS removed = ROW_COUNT;
    PERFORM set_config('commitcast.retention', before, true);
    RETURN removed;
END
$$;
