-- Streams keep their versions and deletions; what they were truncated to, and what was appended in
-- batches, stays in the log as it is.
DROP FUNCTION ${log}.finish_import();
DROP FUNCTION ${log}.begin_import();
DROP FUNCTION ${log}.set_stream_metadata(text, jsonb);
DROP FUNCTION ${log}.truncate_stream(text, bigint);
DROP FUNCTION ${log}.restore_stream(text);
DROP FUNCTION ${log}.delete_stream(text, bigint);
DROP FUNCTION ${log}.lock_stream(text);
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

DROP FUNCTION ${log}.append_events(
    text[], bigint[], integer[], text[], text[], jsonb[], jsonb[], text[], boolean);
DROP FUNCTION ${log}.counts_from_one(anyarray);
DROP FUNCTION ${log}.append_one(text, bigint, text, text, jsonb, jsonb, text, boolean);
DROP FUNCTION ${log}.with_session(jsonb);
DROP FUNCTION ${log}.check_expectation(text, bigint, bigint, timestamptz);
DROP FUNCTION ${log}.repeated_events(text[], integer[], text[], text[], jsonb[], text[]);
DROP FUNCTION ${log}.refuse_id(text);
DROP FUNCTION ${log}.refuse_event(integer, text, text, text, jsonb);
DROP FUNCTION ${log}.is_out_of_bounds(text, text, text, jsonb, jsonb);
DROP FUNCTION ${log}.stream_exists();
ALTER TABLE ${log}.streams RESET (fillfactor);
ALTER TABLE ${log}.streams DROP COLUMN truncate_before;
