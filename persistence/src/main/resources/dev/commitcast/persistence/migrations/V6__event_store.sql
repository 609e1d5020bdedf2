-- The event store: appends of many events to one or several streams in one call, and what a stream
-- knows about itself.

ALTER TABLE ${log}.streams
    -- a stream's readers start here; its older events stay in the log
    ADD COLUMN truncate_before bigint NOT NULL DEFAULT 1,
    ADD CONSTRAINT streams_truncate_check CHECK (truncate_before >= 1);

-- Every append rewrites its stream's row: room for the new one beside the old spares the index.
ALTER TABLE ${log}.streams SET (fillfactor = 70);

COMMENT ON COLUMN ${log}.streams.truncate_before IS
    'The first stream version that readers of the stream are shown.';

-- The expected version that means "the stream exists, at whatever version".
CREATE FUNCTION ${log}.stream_exists() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT -4::bigint;
$$;

-- Whether an event is out of the bounds that refuse_event() names. Without a search_path of its own,
-- so that it is inlined into the statements that ask it for every event.
CREATE FUNCTION ${log}.is_out_of_bounds(
    event_type text, id text, room text, data jsonb, metadata jsonb
) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$
    SELECT event_type IS NULL OR event_type = '' OR pg_catalog.length(event_type) > 255
        OR event_type OPERATOR(pg_catalog.~) '[\r\n]'
        OR event_type IN ('resume', 'caught-up', 'fell-behind', 'revoked', 'drain')
        OR id = '' OR pg_catalog.length(id) > 255 OR id OPERATOR(pg_catalog.~) '[\r\n]'
        OR room = '' OR pg_catalog.length(room) > 512 OR room OPERATOR(pg_catalog.~) '[\r\n]'
        OR pg_catalog.jsonb_typeof(metadata) <> 'object'
        -- as text, the form in which they are read: it may be many times as long as what is stored
        OR pg_catalog.octet_length(data::text) > 16 * 1024 * 1024
        OR pg_catalog.octet_length(metadata::text) > 64 * 1024;
$$;

-- Says why an event cannot be appended. Called for the first one that is out of bounds, so that
-- the good ones pay only for the comparison; it answers nothing, but stands where a type does.
CREATE FUNCTION ${log}.refuse_event(
    place integer, event_type text, id text, room text, metadata jsonb
) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    which constant text := 'Event ' || place || ' of the append.';
BEGIN
    PERFORM ${log}.check_event_type(refuse_event.event_type);
    IF refuse_event.id = '' OR length(refuse_event.id) > 255 OR refuse_event.id ~ '[\r\n]' THEN
        RAISE EXCEPTION 'An event id has 1 to 255 characters and no line break.'
            USING ERRCODE = '22023', DETAIL = which;
    END IF;
    IF refuse_event.room = '' OR length(refuse_event.room) > 512 OR refuse_event.room ~ '[\r\n]'
    THEN
        RAISE EXCEPTION 'A room has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023',
                  DETAIL = which,
                  HINT = 'Leave it out for events that only operators may see.';
    END IF;
    IF jsonb_typeof(refuse_event.metadata) <> 'object' THEN
        RAISE EXCEPTION 'Metadata is a JSON object, not %.', jsonb_typeof(refuse_event.metadata)
            USING ERRCODE = '22023', DETAIL = which;
    END IF;
    RAISE EXCEPTION 'An event has at most 16 MiB of data and 64 KiB of metadata.'
        USING ERRCODE = '54000',
              DETAIL = which,
              HINT = 'Store what is larger elsewhere, and append where it is.';
END
$$;

-- Refuses an id that belongs to another event.
CREATE FUNCTION ${log}.refuse_id(id text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The event id % was used with other content.', id
        USING ERRCODE = 'CC409', CONSTRAINT = id,
              HINT = 'Use the same id only to repeat the same append.';
END
$$;

-- For each event of an append the place that it has in its stream already, or null if it is new;
-- null instead of the array if all are. Refuses ids that were used with other content. To be asked
-- with the streams locked, or a repetition at the same moment could be missed.
CREATE FUNCTION ${log}.repeated_events(
    streams text[], stream_of integer[], ids text[], types text[], data jsonb[], rooms text[]
) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- plans are kept, and the inbox that was empty when one was made may be long now
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    wrong text;
    known bigint[];
BEGIN
    SELECT i.id INTO wrong
    FROM unnest(repeated_events.ids) AS i (id)
    WHERE i.id IS NOT NULL
    GROUP BY i.id HAVING count(*) > 1
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'The event id % stands twice in one append.', wrong
            USING ERRCODE = 'CC409', CONSTRAINT = wrong,
                  HINT = 'Give each event an id of its own.';
    END IF;
    SELECT
        array_agg(k.stream_version ORDER BY e.place),
        min(e.id) FILTER (
            WHERE k.id IS NOT NULL
                AND (k.stream_version IS NULL
                    OR k.aggregate_id <> repeated_events.streams[e.stream]
                    OR k.event_type IS DISTINCT FROM e.type
                    OR k.data IS DISTINCT FROM e.data
                    OR k.room IS DISTINCT FROM e.room))
    INTO known, wrong
    FROM unnest(
            repeated_events.stream_of, repeated_events.ids, repeated_events.types,
            repeated_events.data, repeated_events.rooms)
        WITH ORDINALITY AS e (stream, id, type, data, room, place)
    LEFT JOIN LATERAL (
        SELECT l.id, l.aggregate_id, l.stream_version, l.event_type, l.data, l.room
        FROM ${log}.events AS l WHERE l.id = e.id
        UNION ALL
        SELECT p.id, p.aggregate_id, p.stream_version, p.event_type, p.data, p.room
        FROM ${log}.pending_events AS p WHERE p.id = e.id
        LIMIT 1
    ) AS k ON e.id IS NOT NULL;
    IF wrong IS NOT NULL THEN
        PERFORM ${log}.refuse_id(wrong);
    END IF;
    IF (SELECT count(k) FROM unnest(known) AS k) = 0 THEN
        RETURN NULL;
    END IF;
    RETURN known;
END
$$;

-- Refuses an append to a stream that is deleted, or not at the version that is expected.
CREATE FUNCTION ${log}.check_expectation(
    stream text, expected bigint, version bigint, deleted_at timestamptz
) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF deleted_at IS NOT NULL THEN
        RAISE EXCEPTION 'The stream % is deleted.', stream
            USING ERRCODE = 'CC410', CONSTRAINT = stream,
                  HINT = 'Restore it, or append to another.';
    END IF;
    IF expected = ${log}.stream_exists() THEN
        IF version = 0 THEN
            RAISE EXCEPTION 'The stream % does not exist.', stream
                USING ERRCODE = 'CC412',
                      DETAIL = '0',
                      CONSTRAINT = stream,
                      HINT = 'Expect no stream, or any version, to make it.';
        END IF;
    ELSIF expected < 0 THEN
        RAISE EXCEPTION 'An expected version is 0 or more, or stream_exists(), not %.', expected
            USING ERRCODE = '22023';
    ELSIF expected <> version THEN
        RAISE EXCEPTION 'The stream % is at version %, not %.', stream, version, expected
            USING ERRCODE = 'CC412',
                  DETAIL = version::text,
                  CONSTRAINT = stream,
                  HINT = 'Read the stream again and decide anew.';
    END IF;
END
$$;

-- An event's metadata with what the session said about itself, see session_metadata(); null for
-- none. Without a search_path of its own, so that it is inlined.
CREATE FUNCTION ${log}.with_session(metadata jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN pg_catalog.current_setting('commitcast.actor', true) <> ''
            OR pg_catalog.current_setting('commitcast.correlation_id', true) <> ''
            OR pg_catalog.current_setting('commitcast.traceparent', true) <> ''
        THEN ${log}.session_metadata() || coalesce(metadata, '{}'::jsonb)
        ELSE nullif(metadata, '{}'::jsonb)
    END;
$$;

-- The common case of append_events(), one event to one stream, without the arrays' machinery: a few
-- small statements, the rest expressions. Programs that append much call it instead, with an id that
-- they have made; may_repeat is false if it was made for this call, so that it can be no repetition.
-- Answers the event's version in its stream, negative if it is a repetition.
CREATE FUNCTION ${log}.append_one(
    stream text, expected bigint, id text, event_type text, data jsonb, metadata jsonb, room text,
    may_repeat boolean
) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    -- plans are kept, and the inbox that was empty when one was made may be long now
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    version bigint;
    deleted timestamptz;
    known bigint;
    same boolean;
    asleep boolean;
BEGIN
    IF stream IS NULL OR stream = '' OR length(stream) > 512 OR stream ~ '[\r\n]' THEN
        RAISE EXCEPTION 'A stream name has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    IF id IS NULL THEN
        RAISE EXCEPTION 'An event that is appended by append_one() has an id.'
            USING ERRCODE = '22023', HINT = 'Make one, or use append().';
    END IF;
    INSERT INTO ${log}.streams AS s (stream_id, stream_version) VALUES (append_one.stream, 1)
    ON CONFLICT (stream_id) DO UPDATE
    SET stream_version = s.stream_version + 1, updated_at = clock_timestamp()
    RETURNING s.stream_version, s.deleted_at INTO version, deleted;
    IF may_repeat THEN
        SELECT
            k.stream_version,
            k.stream_version IS NOT NULL AND k.aggregate_id = append_one.stream
                AND k.event_type = append_one.event_type
                AND k.data IS NOT DISTINCT FROM append_one.data
                AND k.room IS NOT DISTINCT FROM append_one.room
        INTO known, same
        FROM (
            SELECT l.aggregate_id, l.stream_version, l.event_type, l.data, l.room
            FROM ${log}.events AS l WHERE l.id = append_one.id
            UNION ALL
            SELECT p.aggregate_id, p.stream_version, p.event_type, p.data, p.room
            FROM ${log}.pending_events AS p WHERE p.id = append_one.id
        ) AS k
        LIMIT 1;
        IF same THEN
            -- the number that was drawn goes back; the row is locked
            UPDATE ${log}.streams AS s SET stream_version = version - 1 WHERE s.stream_id = append_one.stream;
            RETURN -known;
        ELSIF FOUND THEN
            PERFORM ${log}.refuse_id(id);
        END IF;
    END IF;
    IF deleted IS NOT NULL OR expected IS NOT NULL THEN
        PERFORM ${log}.check_expectation(stream, expected, version - 1, deleted);
    END IF;
    IF ${log}.is_out_of_bounds(event_type, id, room, data, metadata) THEN
        PERFORM ${log}.refuse_event(1, event_type, id, room, metadata);
    END IF;
    INSERT INTO ${log}.pending_events
        (id, aggregate_id, stream_version, event_type, room, data, metadata, notify)
    VALUES (
        append_one.id, append_one.stream, version, append_one.event_type, append_one.room,
        append_one.data, ${log}.with_session(append_one.metadata), true)
    ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING
    -- What wake_sequencer() looks at first, read here because one statement costs less than two. The
    -- transaction has its id already, and that is what a sequencer that falls asleep waits for.
    RETURNING (SELECT a.last_value FROM ${log}.awake_until AS a)
        <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    INTO asleep;
    -- see append_events() for why this looks again
    IF NOT FOUND OR (may_repeat AND EXISTS (
        SELECT FROM ${log}.events AS l WHERE l.id = append_one.id))
    THEN
        PERFORM ${log}.refuse_id(id);
    END IF;
    IF asleep THEN
        PERFORM ${log}.wake_sequencer();
    END IF;
    RETURN version;
END
$$;

-- Whether an array is a plain list. Without a search_path of its own, so that it is inlined.
CREATE FUNCTION ${log}.counts_from_one(list anyarray) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(pg_catalog.array_ndims(list), 1) = 1
        AND coalesce(pg_catalog.array_lower(list, 1), 1) = 1;
$$;

-- Appends events to one or several streams, in the caller's transaction.
--
--   streams    the streams, each once
--   expected   for each its expected version: null for any, 0 for "must not exist",
--              stream_exists() for "must exist", n for "its last is n"
--   stream_of  for each event the place of its stream in streams, from 1
--   ids        for each event its id; null makes one
--   types, data, metadata, rooms   for each event; the last three may hold null
--   new_ids    whether the ids were made for this call, so that none can be a repetition
--
-- The streams' rows are locked in the order of their names, so that two calls never wait for each
-- other in a circle, and stay locked to the commit, so that the numbers of one stream are in the
-- order of its commits. Nothing is appended unless everything is.
--
-- An event whose id is known with the same stream, type, data and room is answered with its first
-- place (repeated) and not appended again; a stream of which all events are repeated is not held to
-- its expected version. The errors are those of append(); the stream stands in their constraint
-- name, the current version of a wrong expectation in their detail.
CREATE FUNCTION ${log}.append_events(
    streams   text[],
    expected  bigint[],
    stream_of integer[],
    ids       text[],
    types     text[],
    data      jsonb[],
    metadata  jsonb[],
    rooms     text[],
    new_ids   boolean DEFAULT false
) RETURNS TABLE (
    place integer, event_id text, stream text, stream_version bigint, repeated boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    total integer := cardinality(append_events.types);
    all_ids text[] := append_events.ids;
    -- for each stream: its version before this call, and when it was deleted
    before bigint[];
    deleted timestamptz[];
    -- for each event its first place if it is a repetition, else null; null if none is
    known bigint[];
    inserted bigint;
    wrong record;
BEGIN
    IF total IS NULL
        OR cardinality(append_events.streams) IS DISTINCT FROM cardinality(append_events.expected)
        OR total IS DISTINCT FROM cardinality(append_events.stream_of)
        OR total IS DISTINCT FROM cardinality(append_events.ids)
        OR total IS DISTINCT FROM cardinality(append_events.data)
        OR total IS DISTINCT FROM cardinality(append_events.metadata)
        OR total IS DISTINCT FROM cardinality(append_events.rooms)
        OR append_events.streams IS NULL
    THEN
        RAISE EXCEPTION 'The arrays of events must be of one length, as must streams and expected.'
            USING ERRCODE = '22023';
    END IF;
    -- places are subscripts below: an array that counts from elsewhere would mix up the streams
    IF NOT (${log}.counts_from_one(append_events.streams)
        AND ${log}.counts_from_one(append_events.expected)
        AND ${log}.counts_from_one(append_events.stream_of)
        AND ${log}.counts_from_one(append_events.ids)
        AND ${log}.counts_from_one(append_events.types)
        AND ${log}.counts_from_one(append_events.data)
        AND ${log}.counts_from_one(append_events.metadata)
        AND ${log}.counts_from_one(append_events.rooms))
    THEN
        RAISE EXCEPTION 'The arrays of an append have one dimension and count from 1.'
            USING ERRCODE = '22023';
    END IF;
    IF total = 1 AND cardinality(append_events.streams) = 1
        AND append_events.stream_of = ARRAY[1] AND append_events.ids[1] IS NOT NULL
    THEN
        place := 1;
        event_id := append_events.ids[1];
        stream := append_events.streams[1];
        stream_version := ${log}.append_one(
            append_events.streams[1], append_events.expected[1], append_events.ids[1],
            append_events.types[1], append_events.data[1], append_events.metadata[1],
            append_events.rooms[1], NOT append_events.new_ids);
        repeated := stream_version < 0;
        stream_version := abs(stream_version);
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT s.name, s.expected INTO wrong
    FROM unnest(append_events.streams, append_events.expected) AS s (name, expected)
    WHERE s.name IS NULL OR s.name = '' OR length(s.name) > 512 OR s.name ~ '[\r\n]'
        OR (s.expected < 0 AND s.expected <> ${log}.stream_exists())
    LIMIT 1;
    IF FOUND THEN
        IF wrong.expected < 0 AND wrong.expected <> ${log}.stream_exists() THEN
            RAISE EXCEPTION 'An expected version is 0 or more, or stream_exists(), not %.',
                wrong.expected USING ERRCODE = '22023';
        END IF;
        RAISE EXCEPTION 'A stream name has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    IF EXISTS (
        SELECT FROM unnest(append_events.streams) AS s (name)
        GROUP BY s.name HAVING count(*) > 1)
    THEN
        RAISE EXCEPTION 'Each stream stands once in an append; join what goes to one stream.'
            USING ERRCODE = '22023';
    END IF;
    IF EXISTS (
        SELECT FROM unnest(append_events.stream_of) AS e (stream)
        WHERE e.stream IS NULL
            OR NOT e.stream BETWEEN 1 AND cardinality(append_events.streams))
    THEN
        RAISE EXCEPTION 'Each event names the place of its stream, from 1 to %.',
            cardinality(append_events.streams) USING ERRCODE = '22023';
    END IF;

    IF total = 0 THEN
        -- nothing to append, so nothing to lock; but a wrong expectation is told
        SELECT array_agg(coalesce(r.stream_version, 0) ORDER BY s.place),
            array_agg(r.deleted_at ORDER BY s.place)
        INTO before, deleted
        FROM unnest(append_events.streams) WITH ORDINALITY AS s (name, place)
        LEFT JOIN ${log}.streams AS r ON r.stream_id = s.name;
    ELSE
        WITH wanted AS (
            SELECT s.name, s.place, count(e.stream) AS events
            FROM unnest(append_events.streams) WITH ORDINALITY AS s (name, place)
            LEFT JOIN unnest(append_events.stream_of) AS e (stream) ON e.stream = s.place
            GROUP BY s.name, s.place
        ),
        locked AS (
            INSERT INTO ${log}.streams AS r (stream_id, stream_version)
            SELECT w.name, w.events FROM wanted AS w ORDER BY w.name COLLATE "C"
            ON CONFLICT (stream_id) DO UPDATE
            SET stream_version = r.stream_version + excluded.stream_version,
                updated_at = clock_timestamp()
            RETURNING r.stream_id, r.stream_version, r.deleted_at
        )
        SELECT array_agg(l.stream_version - w.events ORDER BY w.place),
            array_agg(l.deleted_at ORDER BY w.place)
        INTO before, deleted
        FROM wanted AS w
        JOIN locked AS l ON l.stream_id = w.name;
    END IF;

    IF NOT append_events.new_ids AND total > 0 THEN
        known := ${log}.repeated_events(
            append_events.streams, append_events.stream_of, append_events.ids,
            append_events.types, append_events.data, append_events.rooms);
        IF array_position(append_events.ids, NULL) IS NOT NULL THEN
            SELECT array_agg(coalesce(i.id, ${log}.new_ulid()) ORDER BY i.place) INTO all_ids
            FROM unnest(append_events.ids) WITH ORDINALITY AS i (id, place);
        END IF;
        IF known IS NOT NULL THEN
            -- the numbers that were drawn for repetitions go back; the rows are locked
            UPDATE ${log}.streams AS r
            SET stream_version = before[n.stream] + n.events
            FROM (
                SELECT e.stream, count(*) FILTER (WHERE e.first_place IS NULL) AS events
                FROM unnest(append_events.stream_of, known) AS e (stream, first_place)
                GROUP BY e.stream
                HAVING count(e.first_place) > 0
            ) AS n
            WHERE r.stream_id = append_events.streams[n.stream];
        END IF;
    END IF;

    SELECT s.name, s.expected, s.version, s.deleted_at INTO wrong
    FROM unnest(append_events.streams, append_events.expected, before, deleted)
        WITH ORDINALITY AS s (name, expected, version, deleted_at, place)
    WHERE (s.deleted_at IS NOT NULL
            OR CASE s.expected
                WHEN ${log}.stream_exists() THEN s.version = 0
                ELSE s.expected <> s.version
            END)
        AND (total = 0 OR known IS NULL OR EXISTS (
            SELECT FROM unnest(append_events.stream_of, known) AS e (stream, first_place)
            WHERE e.stream = s.place AND e.first_place IS NULL))
    ORDER BY s.place
    LIMIT 1;
    IF FOUND THEN
        PERFORM ${log}.check_expectation(
            wrong.name, wrong.expected, wrong.version, wrong.deleted_at);
    END IF;
    IF total = 0 THEN
        RETURN;
    END IF;

    INSERT INTO ${log}.pending_events
        (id, aggregate_id, stream_version, event_type, room, data, metadata, notify)
    SELECT
        e.id,
        append_events.streams[e.stream],
        before[e.stream] + row_number() OVER (PARTITION BY e.stream ORDER BY e.place),
        CASE
            WHEN ${log}.is_out_of_bounds(e.type, e.id, e.room, e.data, e.metadata)
            THEN ${log}.refuse_event(e.place::integer, e.type, e.id, e.room, e.metadata)
            ELSE e.type
        END,
        e.room,
        e.data,
        ${log}.with_session(e.metadata),
        true
    FROM unnest(
            append_events.stream_of, all_ids, append_events.types, append_events.data,
            append_events.metadata, append_events.rooms, known)
        WITH ORDINALITY AS e (stream, id, type, data, metadata, room, first_place, place)
    WHERE e.first_place IS NULL
    ORDER BY e.place
    ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING;
    GET DIAGNOSTICS inserted = ROW_COUNT;

    -- Another append may have taken an id since repeated_events looked: its event waits, which the
    -- insert has met, or is sequenced, which this looks for. One of the two sees the other.
    IF inserted < total AND inserted < (
            SELECT count(*) FILTER (WHERE e.first_place IS NULL)
            FROM unnest(append_events.ids, known) AS e (id, first_place))
        OR (NOT append_events.new_ids AND EXISTS (
            SELECT FROM unnest(append_events.ids, known) AS e (id, first_place)
            JOIN ${log}.events AS l ON l.id = e.id
            WHERE e.first_place IS NULL))
    THEN
        RAISE EXCEPTION 'An event id of this append was used with other content.'
            USING ERRCODE = 'CC409',
                  HINT = 'Use the same id only to repeat the same append.';
    END IF;
    PERFORM ${log}.wake_sequencer();
    RETURN QUERY
        SELECT
            e.place::integer,
            e.id,
            append_events.streams[e.stream],
            coalesce(
                e.first_place,
                before[e.stream] + row_number() OVER (
                    PARTITION BY e.stream, e.first_place IS NULL ORDER BY e.place)),
            e.first_place IS NOT NULL
        FROM unnest(append_events.stream_of, all_ids, known)
            WITH ORDINALITY AS e (stream, id, first_place, place)
        ORDER BY e.place;
END
$$;

-- One event, as before, and now by the rules and with the errors of append_events().
CREATE OR REPLACE FUNCTION ${log}.append(
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
BEGIN
    event_id := coalesce(append.id, ${log}.new_ulid());
    stream := append.stream_id;
    stream_version := abs(${log}.append_one(
        append.stream_id, append.expected_version, event_id, append.event_type,
        append.data, append.metadata, append.room, append.id IS NOT NULL));
    RETURN NEXT;
END
$$;

-- Locks a stream's row for one of the changes below.
CREATE FUNCTION ${log}.lock_stream(stream_id text) RETURNS ${log}.streams
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_row ${log}.streams;
BEGIN
    SELECT s.* INTO found_row
    FROM ${log}.streams AS s
    -- at version 0 it was only looked at, with an append that brought nothing to it
    WHERE s.stream_id = lock_stream.stream_id AND s.stream_version > 0
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no stream % that anything was appended to.', lock_stream.stream_id
            USING ERRCODE = 'CC404', CONSTRAINT = lock_stream.stream_id,
                  HINT = 'A watched row''s stream comes and goes with the row.';
    END IF;
    RETURN found_row;
END
$$;

-- Soft delete: readers of the stream and appends are refused (CC410), the log keeps its events.
-- Does nothing to a stream that is deleted already. The expected version is that of append().
CREATE FUNCTION ${log}.delete_stream(stream_id text, expected_version bigint DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stream ${log}.streams := ${log}.lock_stream(delete_stream.stream_id);
BEGIN
    PERFORM ${log}.check_expectation(
        stream.stream_id, expected_version, stream.stream_version, NULL);
    UPDATE ${log}.streams AS s SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE s.stream_id = delete_stream.stream_id AND s.deleted_at IS NULL;
END
$$;

-- Takes a soft delete back; versions go on where they were.
CREATE FUNCTION ${log}.restore_stream(stream_id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.lock_stream(restore_stream.stream_id);
    UPDATE ${log}.streams AS s SET deleted_at = NULL, updated_at = clock_timestamp()
    WHERE s.stream_id = restore_stream.stream_id AND s.deleted_at IS NOT NULL;
END
$$;

-- Hides a stream's events before a version from readers of the stream; the log keeps them. The
-- version may be one that is still to come, and may be moved back.
CREATE FUNCTION ${log}.truncate_stream(stream_id text, before bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF before IS NULL OR before < 1 THEN
        RAISE EXCEPTION 'A stream is truncated before version 1 or a later one, not %.', before
            USING ERRCODE = '22023';
    END IF;
    PERFORM ${log}.lock_stream(truncate_stream.stream_id);
    UPDATE ${log}.streams AS s
    SET truncate_before = truncate_stream.before, updated_at = clock_timestamp()
    WHERE s.stream_id = truncate_stream.stream_id;
END
$$;

-- Replaces what is known about a stream as a whole; null removes it.
CREATE FUNCTION ${log}.set_stream_metadata(stream_id text, metadata jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(set_stream_metadata.metadata) <> 'object'
        OR octet_length(set_stream_metadata.metadata::text) > 64 * 1024
    THEN
        RAISE EXCEPTION 'The metadata of a stream is a JSON object of at most 64 KiB.'
            USING ERRCODE = '22023';
    END IF;
    PERFORM ${log}.lock_stream(set_stream_metadata.stream_id);
    UPDATE ${log}.streams AS s
    SET metadata = set_stream_metadata.metadata, updated_at = clock_timestamp()
    WHERE s.stream_id = set_stream_metadata.stream_id;
END
$$;

-- Makes room for an import: a temporary table that COPY fills, gone with the transaction.
--
-- The table belongs to the log's owner, like everything that a function of the log creates; it lies
-- in the session's own schema, so nobody else can reach it.
CREATE FUNCTION ${log}.begin_import() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE TEMPORARY TABLE commitcast_import (
        place      serial NOT NULL,
        stream     text   NOT NULL,
        id         text,
        event_type text   NOT NULL,
        data       jsonb,
        metadata   jsonb,
        room       text,
        -- when it was made where it comes from; null for now
        created_at timestamptz
    ) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.commitcast_import TO PUBLIC;
    GRANT USAGE ON SEQUENCE pg_temp.commitcast_import_place_seq TO PUBLIC;
END
$$;

-- Appends what COPY has put into the table of begin_import(), whatever versions the streams have,
-- and empties the table. Answers a row for each event that was not appended: repeated (it is there
-- with the same content), conflict (its id has other content, here or before in this import),
-- deleted (its stream is). Other programs that LISTEN are not told of imported events.
CREATE FUNCTION ${log}.finish_import() RETURNS TABLE (place integer, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    -- Anybody may have put something of this name into the session's own schema: a view, say, whose
    -- functions would run here with the owner's rights. Only begin_import() makes what is ours.
    IF NOT EXISTS (
        SELECT FROM pg_class AS c
        WHERE c.oid = to_regclass('pg_temp.commitcast_import') AND c.relkind = 'r'
          AND pg_get_userbyid(c.relowner) = current_user)
    THEN
        RAISE EXCEPTION 'There is no import to finish.'
            USING ERRCODE = '55000',
                  HINT = 'Call ${log}.begin_import() first, in the same transaction.';
    END IF;
    IF EXISTS (
        SELECT FROM pg_temp.commitcast_import AS i WHERE NOT isfinite(i.created_at))
    THEN
        RAISE EXCEPTION 'The time of an event is a day in the calendar, not infinity.'
            USING ERRCODE = '22023';
    END IF;
    IF EXISTS (
        SELECT FROM pg_temp.commitcast_import AS i
        WHERE i.stream = '' OR length(i.stream) > 512 OR i.stream ~ '[\r\n]')
    THEN
        RAISE EXCEPTION 'A stream name has 1 to 512 characters and no line break.'
            USING ERRCODE = '22023';
    END IF;
    -- the locks first, in the order of append_events(), so that neither waits for the other in a
    -- circle; the row is rewritten once, with its new version, at the end
    INSERT INTO ${log}.streams AS s (stream_id)
    SELECT i.stream FROM pg_temp.commitcast_import AS i
    GROUP BY i.stream ORDER BY i.stream COLLATE "C"
    ON CONFLICT (stream_id) DO UPDATE SET updated_at = clock_timestamp();

    RETURN QUERY
        WITH given AS MATERIALIZED (
            SELECT i.*, min(i.place) OVER (PARTITION BY i.id) AS first_place
            FROM pg_temp.commitcast_import AS i
        ),
        judged AS MATERIALIZED (
            SELECT
                g.*,
                s.stream_version AS before,
                CASE
                    WHEN g.id IS NULL OR (k.id IS NULL AND g.first_place = g.place)
                    THEN CASE WHEN s.deleted_at IS NOT NULL THEN 'deleted' END
                    WHEN k.id IS NULL AND s.deleted_at IS NOT NULL THEN 'deleted'
                    WHEN coalesce(k.aggregate_id, f.stream) = g.stream
                        AND coalesce(k.event_type, f.event_type) = g.event_type
                        AND (CASE WHEN k.id IS NULL THEN f.data ELSE k.data END)
                            IS NOT DISTINCT FROM g.data
                        AND (CASE WHEN k.id IS NULL THEN f.room ELSE k.room END)
                            IS NOT DISTINCT FROM g.room
                        AND (k.id IS NULL OR k.stream_version IS NOT NULL)
                    THEN 'repeated'
                    ELSE 'conflict'
                END AS outcome
            FROM given AS g
            JOIN ${log}.streams AS s ON s.stream_id = g.stream
            LEFT JOIN given AS f ON f.place = g.first_place AND f.place < g.place AND g.id IS NOT NULL
            -- one look into each index per event, whatever the planner believes about the tables
            LEFT JOIN LATERAL (
                (SELECT l.id, l.aggregate_id, l.stream_version, l.event_type, l.data, l.room
                FROM ${log}.events AS l WHERE l.id = g.id)
                UNION ALL
                (SELECT p.id, p.aggregate_id, p.stream_version, p.event_type, p.data, p.room
                FROM ${log}.pending_events AS p WHERE p.id = g.id)
                LIMIT 1
            ) AS k ON true
        ),
        numbered AS MATERIALIZED (
            SELECT
                j.*,
                j.before + row_number() OVER (PARTITION BY j.stream ORDER BY j.place)
                    AS stream_version
            FROM judged AS j
            WHERE j.outcome IS NULL
        ),
        moved_on AS (
            UPDATE ${log}.streams AS s
            SET stream_version = n.last_version
            FROM (
                SELECT n.stream, max(n.stream_version) AS last_version
                FROM numbered AS n GROUP BY n.stream
            ) AS n
            WHERE s.stream_id = n.stream
        ),
        appended AS (
            INSERT INTO ${log}.pending_events (
                id, aggregate_id, stream_version, event_type, room, data, metadata, notify,
                created_at)
            SELECT
                coalesce(n.id, ${log}.new_ulid()),
                n.stream,
                n.stream_version,
                CASE
                    WHEN ${log}.is_out_of_bounds(n.event_type, n.id, n.room, n.data, n.metadata)
                    THEN ${log}.refuse_event(n.place, n.event_type, n.id, n.room, n.metadata)
                    ELSE n.event_type
                END,
                n.room,
                n.data,
                ${log}.with_session(n.metadata),
                false,
                -- retention and readers by time trust that nothing is made in the future
                least(n.created_at, clock_timestamp())
            FROM numbered AS n
            ORDER BY n.place
        )
        SELECT j.place, j.outcome FROM judged AS j WHERE j.outcome IS NOT NULL ORDER BY j.place;
    -- as at the end of append_events(): an id may have been sequenced since this looked
    IF EXISTS (
        SELECT FROM pg_temp.commitcast_import AS i
        WHERE EXISTS (SELECT FROM ${log}.pending_events AS p WHERE p.id = i.id OFFSET 0)
          AND EXISTS (SELECT FROM ${log}.events AS l WHERE l.id = i.id OFFSET 0))
    THEN
        RAISE unique_violation;
    END IF;
    TRUNCATE pg_temp.commitcast_import;
    PERFORM ${log}.wake_sequencer();
EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION 'An event id was taken elsewhere while it was imported.'
            USING ERRCODE = '40001', HINT = 'Import the same again: it is known then.';
END
$$;
