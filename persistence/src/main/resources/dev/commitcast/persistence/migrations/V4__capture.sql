-- Capture: watch() makes the committed changes of any table events; unwatch() ends it.
--
-- Decided here
--   * A watch is one generated function, capture_<id>, and its row trigger. Its SQL is static: the
--     names are quoted in when watch() writes it, nothing is put together while a writer waits.
--     Row triggers, because they follow rows into partitions, need no pairing of old with new rows,
--     and are as fast as transition tables where it matters, in commits of single rows.
--   * The writer is never hurt. What could fail (a column renamed after watch(), a room function, a
--     value that jsonb cannot hold) runs in a block of its own; if it does fail, the event holds
--     what could be read and says "incomplete", and the writer gets one warning. The block writes
--     nothing, so it costs no transaction id.
--   * A watch captures the columns that the table had when watch() was called. A column added later
--     is not captured before watch() is called again: nothing leaves that nobody has chosen.
--   * Events do not depend on the writer's session. The function fixes the settings that the text of
--     its columns' types depends on, and no others.
--   * The trigger fires before foreign keys cascade (they fire in order of name, and RI_ is later),
--     so a parent's event stands before its children's, and a room function can find it.

CREATE TABLE ${log}.watches (
    id             integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    relation       regclass    NOT NULL,
    channel        text        NOT NULL,
    room           text,
    room_function  text,
    columns        text[],
    except_columns text[],
    when_changed   text[],
    operations     text[]      NOT NULL,
    notify         boolean     NOT NULL,
    payload        jsonb,
    -- derived from the table when watch() was called: what events hold, what names their stream
    captured       text[]      NOT NULL,
    key_columns    text[]      NOT NULL,
    stream_prefix  text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT watches_relation_channel_key UNIQUE (relation, channel)
);

COMMENT ON TABLE ${log}.watches IS
    'What watch() has set up; change it with watch() and unwatch() only.';

-- A domain's base type, an array's element type, and so on down.
CREATE FUNCTION ${log}.innermost_type(type oid) RETURNS oid
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found pg_type;
BEGIN
    LOOP
        SELECT t.* INTO STRICT found FROM pg_type AS t WHERE t.oid = type;
        IF found.typtype = 'd' THEN
            type := found.typbasetype;
        ELSIF found.typcategory = 'A' AND found.typelem <> 0 THEN
            type := found.typelem;
        ELSE
            RETURN type;
        END IF;
    END LOOP;
END
$$;

-- SQL that gives a column as text, the same text that the event's record holds.
CREATE FUNCTION ${log}.text_expression(relation regclass, row_name text, column_name text)
    RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format(
        CASE
            WHEN a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'uuid'::regtype,
                'int2'::regtype, 'int4'::regtype, 'int8'::regtype)
            THEN '%s.%I::text'
            ELSE '(to_jsonb(%s.%I) #>> ''{}'')'
        END,
        row_name, column_name)
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attname = column_name AND NOT a.attisdropped;
$$;

-- The parts of a room template, in order: either a literal or a column.
CREATE FUNCTION ${log}.template_parts(template text)
    RETURNS TABLE (place bigint, literal text, column_name text)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.place, p.part[1], p.part[2]
    FROM regexp_matches(template, '([^{}]+)|\{([^{}]+)\}', 'g')
        WITH ORDINALITY AS p (part, place);
$$;

-- SQL for the room by its template; null if a column is null.
CREATE FUNCTION ${log}.room_expression(relation regclass, template text, row_name text)
    RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(
        CASE
            WHEN p.literal IS NOT NULL THEN quote_literal(p.literal)
            ELSE ${log}.text_expression(relation, row_name, p.column_name)
        END,
        ' || ' ORDER BY p.place)
    FROM ${log}.template_parts(template) AS p;
$$;

-- The most bytes that a column can have as text; null if there is no such bound.
CREATE FUNCTION ${log}.most_bytes(relation regclass, column_name text) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 20
        WHEN a.atttypid = 'uuid'::regtype THEN 36
        WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4 THEN (a.atttypmod - 4) * 4
    END
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attname = column_name AND NOT a.attisdropped;
$$;

-- Whether a column's text can hold anything but letters, digits and hyphens.
CREATE FUNCTION ${log}.may_hold_marks(relation regclass, column_name text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.atttypid NOT IN
        ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype)
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attname = column_name AND NOT a.attisdropped;
$$;

-- SQL for a row's key as it mostly is: its parts joined by colons.
CREATE FUNCTION ${log}.key_expression(relation regclass, key_columns text[], row_name text)
    RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(
        ${log}.text_expression(relation, row_name, k.name), ' || '':'' || ' ORDER BY k.place)
    FROM unnest(key_columns) WITH ORDINALITY AS k (name, place);
$$;

-- SQL that is true if a key needs encoded_stream(); null if no key of this table ever does.
CREATE FUNCTION ${log}.key_condition(
    relation regclass, key_columns text[], prefix text, row_name text
) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT nullif(concat_ws(' OR ',
        CASE
            WHEN bool_or(${log}.most_bytes(relation, k.name) IS NULL)
                OR octet_length(prefix) + sum(${log}.most_bytes(relation, k.name) + 1) > 512
            THEN 'octet_length(stream) > 512'
        END,
        'concat('
            || string_agg(${log}.text_expression(relation, row_name, k.name), ', ' ORDER BY k.place)
                FILTER (WHERE ${log}.may_hold_marks(relation, k.name))
            || E') ~ ''[%:~\\r\\n]'''), '')
    FROM unnest(key_columns) WITH ORDINALITY AS k (name, place);
$$;

-- SQL for the record: one object, put together in portions, for a function takes 100 arguments.
CREATE FUNCTION ${log}.record_expression(columns text[], row_name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('jsonb_build_object(%s)', portion.pairs), ' || ')
    FROM (
        SELECT string_agg(format('%L, %s.%I', c.name, row_name, c.name), ', ' ORDER BY c.place)
        FROM unnest(columns) WITH ORDINALITY AS c (name, place)
        GROUP BY (c.place - 1) / 40
    ) AS portion (pairs);
$$;

-- The column that a payload's entry means, and whether it means the value before.
CREATE FUNCTION ${log}.payload_parts(relation regclass, payload jsonb)
    RETURNS TABLE (name text, column_name text, before boolean)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        p.key,
        CASE WHEN known.direct OR p.value NOT LIKE 'old.%' THEN p.value ELSE substr(p.value, 5) END,
        NOT known.direct AND p.value LIKE 'old.%'
    FROM jsonb_each_text(payload) AS p
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM pg_attribute AS a
                       WHERE a.attrelid = relation AND a.attname = p.value AND a.attnum > 0
                         AND NOT a.attisdropped) AS direct
    ) AS known;
$$;

-- SQL for the payload, null where none is wanted; the operation is always in it.
CREATE FUNCTION ${log}.payload_expression(
    relation regclass, payload jsonb, operation text, row_name text
) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format(
        'jsonb_build_object(%s)',
        concat_ws(', ',
            format('''operation'', %L', operation),
            string_agg(
                CASE
                    WHEN p.before AND operation = 'INSERT' THEN format('%L, NULL', p.name)
                    ELSE format('%L, %s.%I', p.name,
                        CASE WHEN p.before THEN 'OLD' ELSE row_name END, p.column_name)
                END,
                ', ' ORDER BY p.name)))
    FROM ${log}.payload_parts(relation, payload) AS p
    HAVING payload IS NOT NULL;
$$;

-- The settings that the text of these columns' types depends on, as clauses of CREATE FUNCTION.
CREATE FUNCTION ${log}.settings_for(relation regclass, columns text[]) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE max(
            CASE
                WHEN t.typtype = 'e' THEN 0
                WHEN t.oid IN (
                    'bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype,
                    'numeric'::regtype, 'text'::regtype, 'varchar'::regtype, 'bpchar'::regtype,
                    'name'::regtype, 'uuid'::regtype, 'jsonb'::regtype, 'json'::regtype,
                    'date'::regtype, 'time'::regtype, 'timestamp'::regtype)
                THEN 0
                WHEN t.oid = 'timestamptz'::regtype THEN 1
                ELSE 2
            END)
        WHEN 2 THEN
            ' SET "TimeZone" = ''UTC'' SET "DateStyle" = ''ISO, YMD'''
            || ' SET "IntervalStyle" = ''iso_8601'' SET bytea_output = ''hex'''
            || ' SET extra_float_digits = 1 SET lc_monetary = ''C'''
        WHEN 1 THEN ' SET "TimeZone" = ''UTC'''
        ELSE ''
        END
    FROM pg_attribute AS a
    JOIN pg_type AS t ON t.oid = ${log}.innermost_type(a.atttypid)
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname = ANY (columns);
$$;

-- Every column that the function for this watch reads.
CREATE FUNCTION ${log}.columns_read(w ${log}.watches) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_attribute AS a
    WHERE a.attrelid = w.relation AND a.attnum > 0 AND NOT a.attisdropped
      AND (w.room_function IS NOT NULL
           OR a.attname = ANY (w.captured)
           OR a.attname = ANY (w.key_columns)
           OR a.attname IN (SELECT p.column_name FROM ${log}.template_parts(w.room) AS p)
           OR a.attname IN (SELECT p.column_name
                            FROM ${log}.payload_parts(w.relation, w.payload) AS p));
$$;

-- A watch's trigger, named so that it fires before the foreign keys' RI_ triggers.
CREATE FUNCTION ${log}.trigger_name(watch_id integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'COMMITCAST_'
        || CASE
            WHEN length('${log}') <= 36 THEN '${log}'
            ELSE left('${log}', 20) || '_'
                || left(encode(sha256(convert_to('${log}', 'UTF8')), 'hex'), 15)
        END
        || '_' || watch_id;
$$;

-- The stream of a row whose key is not plain: in each of its parts the characters encoded that
-- would make it ambiguous or break a subscriber's frame; by its hash if it is too long. A tilde
-- sets a hash apart from real keys: one that begins with it is hashed too.
CREATE FUNCTION ${log}.encoded_stream(prefix text, VARIADIC parts text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key constant text := (
        SELECT string_agg(
            replace(replace(replace(replace(
                p.part, '%', '%25'), ':', '%3A'), chr(13), '%0D'), chr(10), '%0A'),
            ':' ORDER BY p.place)
        FROM unnest(parts) WITH ORDINALITY AS p (part, place));
BEGIN
    IF starts_with(key, '~') OR octet_length(prefix) + 1 + octet_length(key) > 512 THEN
        RETURN prefix || ':~' || encode(sha256(convert_to(key, 'UTF8')), 'hex');
    END IF;
    RETURN prefix || ':' || key;
END
$$;

-- The most bytes of an event. More would hurt those who read the log, and jsonb of which the text
-- does not fit into memory would stop it for all.
CREATE FUNCTION ${log}.most_event_bytes() RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$
    SELECT 16 * 1024 * 1024;
$$;

-- What can be saved of a change whose capture failed: column by column, as text where jsonb refuses
-- it, without those that are gone or too large. Warns once in a transaction.
CREATE FUNCTION ${log}.salvage(
    watch_id integer, operation text, changed_row record, problem_state text, problem text
) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, YMD' SET "IntervalStyle" = 'iso_8601'
    SET bytea_output = 'hex' SET extra_float_digits = 1 SET lc_monetary = 'C'
AS $$
DECLARE
    w ${log}.watches;
    name text;
    form text;
    value jsonb;
    kept jsonb := '{}';
    stream text;
BEGIN
    SELECT known.* INTO w FROM ${log}.watches AS known WHERE known.id = watch_id;
    PERFORM ${log}.warn_writer(
        watch_id, problem_state,
        format('A change of %s could not be captured completely: %s', w.relation, problem),
        format('The event on %s is marked incomplete.', w.channel));
    FOREACH name IN ARRAY coalesce(w.captured, '{}') LOOP
        FOREACH form IN ARRAY ARRAY['SELECT to_jsonb(($1).%I)', 'SELECT to_jsonb(($1).%I::text)']
        LOOP
            BEGIN
                EXECUTE format(form, name) INTO value USING changed_row;
                IF value IS NULL
                    OR pg_column_size(kept) + pg_column_size(value) < ${log}.most_event_bytes()
                THEN
                    kept := kept || jsonb_build_object(name, value);
                END IF;
                EXIT;
            EXCEPTION WHEN OTHERS THEN
                -- the next form, or the column stays out: a part of the row is better than none
                CONTINUE;
            END;
        END LOOP;
    END LOOP;
    SELECT ${log}.encoded_stream(w.stream_prefix, VARIADIC
        array_agg(kept ->> k.name ORDER BY k.place))
    INTO stream
    FROM unnest(w.key_columns) WITH ORDINALITY AS k (name, place)
    HAVING count(kept ->> k.name) = count(*);
    RETURN jsonb_build_object(
        'stream', coalesce(stream, w.stream_prefix, 'unknown'),
        'data', jsonb_build_object('operation', operation, 'record', kept, 'incomplete', true));
END
$$;

-- A room function's fault is not the writer's.
CREATE FUNCTION ${log}.room_failed(watch_id integer, problem_state text, problem text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    w ${log}.watches;
BEGIN
    SELECT known.* INTO w FROM ${log}.watches AS known WHERE known.id = watch_id;
    PERFORM ${log}.warn_writer(
        watch_id, problem_state,
        format('The room function %s failed for a change of %s: %s',
            w.room_function, w.relation, problem),
        format('The event on %s is for operators only.', w.channel));
END
$$;

-- Warns once in a transaction and watch, so that a load of a million rows does not fill a log.
CREATE FUNCTION ${log}.warn_writer(
    watch_id integer, problem_state text, message text, detail text
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('commitcast.warned_' || watch_id, true) IS DISTINCT FROM 'yes' THEN
        PERFORM set_config('commitcast.warned_' || watch_id, 'yes', true);
        RAISE WARNING '%', message
            USING ERRCODE = problem_state,
                  DETAIL = detail,
                  HINT = 'If the table was altered, call ${log}.watch() for it again.';
    END IF;
END
$$;

-- SQL of the function that captures the changes of one watch. In commits of single rows most of its
-- time goes into preparing expressions, once per transaction and expression: so there are few on the
-- way of an INSERT, and no variable has a default.
CREATE FUNCTION ${log}.capture_source(w ${log}.watches) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- whether rows can be in different rooms at all
    room_by_row constant boolean := w.room_function IS NOT NULL
        OR EXISTS (SELECT FROM ${log}.template_parts(w.room) AS p
                   WHERE p.column_name IS NOT NULL);
    branches text[] := '{}';
    operation text;
BEGIN
    FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        CONTINUE WHEN operation <> ALL (w.operations);
        branches := branches || format(
            'IF TG_OP = %L THEN%s', operation,
            CASE operation
                WHEN 'UPDATE' THEN ${log}.update_branch(w, room_by_row)
                WHEN 'INSERT' THEN ${log}.row_branch(w, room_by_row, 'INSERT', 'NEW')
                ELSE ${log}.row_branch(w, room_by_row, 'DELETE', 'OLD')
            END);
    END LOOP;
    IF 'TRUNCATE' = ANY (w.operations) THEN
        branches := branches || format($truncate$IF TG_OP = 'TRUNCATE' THEN
            stream := %L;
            data := '{"operation": "TRUNCATE"}';$truncate$, w.stream_prefix);
    END IF;

    RETURN format(
        'CREATE OR REPLACE FUNCTION ${log}.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER'
        || ' SET search_path = pg_catalog, pg_temp%s AS %L',
        'capture_' || w.id,
        ${log}.settings_for(w.relation, ${log}.columns_read(w)),
        format($body$
-- Written by ${log}.watch(); a change here is lost when it is called again.
DECLARE
    stream text;
    room text;
    data jsonb;
    metadata jsonb;
    silent boolean;
    old_room text;
    moved boolean;
    left_data jsonb;
    left_stream text;
    changed text[];
    old_values jsonb;
    saved jsonb;
BEGIN
    BEGIN
        %1$s
        END IF;
        IF greatest(pg_column_size(data), pg_column_size(left_data)) > %7$s THEN
            RAISE EXCEPTION 'the event has more than %% bytes', %7$s USING ERRCODE = '54000';
        END IF;
    EXCEPTION WHEN OTHERS THEN
        IF TG_OP = 'DELETE' THEN
            saved := ${log}.salvage(%2$s, TG_OP, OLD, SQLSTATE, SQLERRM);
        ELSE
            saved := ${log}.salvage(%2$s, TG_OP, NEW, SQLSTATE, SQLERRM);
        END IF;
        stream := saved ->> 'stream';
        data := saved -> 'data';
        IF moved THEN
            saved := ${log}.salvage(%2$s, 'DELETE', OLD, SQLSTATE, SQLERRM);
            left_stream := saved ->> 'stream';
            left_data := saved -> 'data';
        END IF;
    END;
    -- cut, for a setting may have any length, and readers must be able to hold every event
    IF concat(current_setting('commitcast.actor', true),
              current_setting('commitcast.correlation_id', true),
              current_setting('commitcast.traceparent', true)) <> '' THEN
        metadata := jsonb_strip_nulls(jsonb_build_object(
            'actor', nullif(left(current_setting('commitcast.actor', true), 1000), ''),
            'correlationId',
                nullif(left(current_setting('commitcast.correlation_id', true), 1000), ''),
            'traceparent', nullif(left(current_setting('commitcast.traceparent', true), 1000), '')));
    END IF;%3$s
    INSERT INTO ${log}.pending_events (aggregate_id, event_type, room, data, metadata, notify)
    VALUES (stream, %4$L, %5$s, data, metadata, %6$s);
    -- As wake_sequencer() does, without its call, and only after the row is in. A millisecond is
    -- added, so that no rounding makes a lease look longer here than to the sequencer. The function
    -- reads the sequence as a SELECT would, without a query.
    IF coalesce(pg_sequence_last_value('${log}.awake_until'::regclass), 0)
            <= date_part('epoch', clock_timestamp()) * 1000 + 1 THEN
        IF current_setting('commitcast.notify', true) IS DISTINCT FROM 'off'
            AND pg_notification_queue_usage() < 0.9 THEN
            PERFORM pg_notify('${log}_wake', '');
        END IF;
    END IF;
    RETURN NULL;
END
$body$,
            array_to_string(branches, E'\n        ELS'),
            w.id,
            CASE WHEN room_by_row AND 'UPDATE' = ANY (w.operations) THEN
                format($moved$
    -- those who saw the row in its old room learn that it is gone from there
    IF left_data IS NOT NULL THEN
        INSERT INTO ${log}.pending_events (aggregate_id, event_type, room, data, metadata)
        VALUES (left_stream, %L, old_room, left_data, metadata);
    END IF;$moved$, w.channel)
            END,
            w.channel,
            CASE WHEN room_by_row THEN 'room' ELSE quote_nullable(w.room) END,
            CASE
                WHEN w.notify AND w.when_changed IS NOT NULL THEN 'silent IS NULL'
                ELSE w.notify::text
            END,
            ${log}.most_event_bytes()));
END
$$;

-- Statements that put the stream's name into the variable stream.
CREATE FUNCTION ${log}.stream_statements(w ${log}.watches, row_name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format($stream$
            stream := %L || %s;$stream$,
            w.stream_prefix || ':', ${log}.key_expression(w.relation, w.key_columns, row_name))
        || coalesce(E'\n            IF '
            || ${log}.key_condition(w.relation, w.key_columns, w.stream_prefix, row_name)
            || format($encoded$ THEN
                stream := ${log}.encoded_stream(%L, %s);
            END IF;$encoded$,
            w.stream_prefix,
            (SELECT string_agg(${log}.text_expression(w.relation, row_name, k.name), ', '
                ORDER BY k.place)
             FROM unnest(w.key_columns) WITH ORDINALITY AS k (name, place))), '');
$$;

-- SQL that is true if a room would not be accepted or would forge a line in a subscriber's frame;
-- null if no room of this watch ever does.
CREATE FUNCTION ${log}.room_condition(w ${log}.watches, variable text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT nullif(concat_ws(' OR ',
        -- first, so that nothing is looked for in a text of many megabytes
        CASE
            WHEN w.room_function IS NOT NULL
                OR bool_or(p.column_name IS NOT NULL
                    AND ${log}.most_bytes(w.relation, p.column_name) IS NULL)
                OR sum(coalesce(octet_length(p.literal),
                    ${log}.most_bytes(w.relation, p.column_name))) > 512
            THEN format('octet_length(%s) > 512', variable)
        END,
        CASE
            WHEN w.room_function IS NOT NULL OR bool_and(p.literal IS NULL)
            THEN format('%s = ''''', variable)
        END,
        CASE
            WHEN w.room_function IS NOT NULL OR bool_or(
                p.column_name IS NOT NULL AND ${log}.may_hold_marks(w.relation, p.column_name))
            THEN format(E'%s ~ ''[\\r\\n]''', variable)
        END), '')
    FROM ${log}.template_parts(w.room) AS p;
$$;

-- Statements that put the room into a variable; null, so for operators only, if it is no room.
CREATE FUNCTION ${log}.room_statements(w ${log}.watches, variable text, row_name text)
    RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN w.room_function IS NOT NULL THEN format($room$
            BEGIN
                %1$s := %2$s(to_jsonb(%3$s));
            EXCEPTION WHEN OTHERS THEN
                %1$s := NULL;
                PERFORM ${log}.room_failed(%4$s, SQLSTATE, SQLERRM);
            END;$room$, variable, w.room_function, row_name, w.id)
        ELSE format($room$
            %s := %s;$room$, variable, ${log}.room_expression(w.relation, w.room, row_name))
        END
        || coalesce(E'\n            IF ' || ${log}.room_condition(w, variable) || format($check$ THEN
                %s := NULL;
            END IF;$check$, variable), '');
$$;

-- Statements for an INSERT or a DELETE.
CREATE FUNCTION ${log}.row_branch(
    w ${log}.watches, room_by_row boolean, operation text, row_name text
) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat(
        CASE WHEN room_by_row THEN ${log}.room_statements(w, 'room', row_name) END,
        ${log}.stream_statements(w, row_name),
        format($data$
            data := jsonb_build_object('operation', %L, 'record', %s%s);$data$,
            operation,
            ${log}.record_expression(w.captured, row_name),
            ', ''payload'', '
                || ${log}.payload_expression(w.relation, w.payload, operation, row_name)));
$$;

-- Statements for an UPDATE. Values are compared as they are stored, which needs no operator of
-- their type and sees every difference (1.0 and 1.00 too).
CREATE FUNCTION ${log}.update_branch(w ${log}.watches, room_by_row boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statements text := '';
    name text;
BEGIN
    IF w.room_function IS NOT NULL THEN
        -- asked about the old row only if the row has changed at all
        statements := statements || ${log}.room_statements(w, 'room', 'NEW') || $same$
            old_room := room;
            IF record_image_ne(OLD, NEW) THEN$same$
            || ${log}.room_statements(w, 'old_room', 'OLD') || $same$
            END IF;$same$;
    ELSIF room_by_row THEN
        statements := statements
            || ${log}.room_statements(w, 'room', 'NEW')
            || ${log}.room_statements(w, 'old_room', 'OLD');
    END IF;
    IF room_by_row THEN
        statements := statements || $moved$
            moved := old_room IS NOT NULL AND old_room IS DISTINCT FROM room;$moved$;
    END IF;
    IF w.when_changed IS NOT NULL THEN
        -- a row that leaves a room is told there all the same, but not to the outside
        statements := statements || format($when$
            IF record_image_eq(ROW(%1$s), ROW(%2$s)) THEN
                IF moved IS NOT TRUE THEN
                    RETURN NULL;
                END IF;
                silent := true;
            END IF;$when$,
            (SELECT string_agg(format('OLD.%I', c), ', ') FROM unnest(w.when_changed) AS c),
            (SELECT string_agg(format('NEW.%I', c), ', ') FROM unnest(w.when_changed) AS c));
    END IF;
    statements := statements || $none$
            changed := '{}';
            old_values := '{}';$none$;
    FOREACH name IN ARRAY w.captured LOOP
        statements := statements || format($column$
            IF record_image_ne(ROW(OLD.%1$I), ROW(NEW.%1$I)) THEN
                changed := changed || %2$L::text;
                old_values := old_values || jsonb_build_object(%2$L, OLD.%1$I);
            END IF;$column$, name, name);
    END LOOP;
    statements := statements || format($data$
            data := jsonb_build_object('operation', 'UPDATE', 'record', %s,
                'changed', to_jsonb(changed)%s);$data$,
        ${log}.record_expression(w.captured, 'NEW'),
        ', ''payload'', '
            || ${log}.payload_expression(w.relation, w.payload, 'UPDATE', 'NEW'));
    IF room_by_row THEN
        -- what the row was in another room is not for the eyes in this one
        statements := statements || $old$
            IF old_room IS NOT DISTINCT FROM room THEN
                data := data || jsonb_build_object('old', old_values);
            END IF;
            IF moved THEN$old$
            || ${log}.stream_statements(w, 'OLD')
            || format($left$
                left_stream := stream;
                left_data := jsonb_build_object('operation', 'DELETE', 'record', %s%s);
            END IF;$left$,
                ${log}.record_expression(w.captured, 'OLD'),
                ', ''payload'', '
                    || ${log}.payload_expression(w.relation, w.payload, 'DELETE', 'OLD'));
    ELSE
        statements := statements || $old$
            data := data || jsonb_build_object('old', old_values);$old$;
    END IF;
    RETURN statements || ${log}.stream_statements(w, 'NEW');
END
$$;

-- The names of a table's columns that can be captured. Virtual generated columns have no value in
-- a trigger.
CREATE FUNCTION ${log}.table_columns(relation regclass) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}')
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated <> 'v';
$$;

-- Refuses columns that the table has not, and names those that it has.
CREATE FUNCTION ${log}.check_columns(relation regclass, option text, columns text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known constant text[] := ${log}.table_columns(relation);
    name text;
BEGIN
    FOREACH name IN ARRAY coalesce(columns, '{}') LOOP
        IF name IS NULL OR name <> ALL (known) THEN
            RAISE EXCEPTION 'The table % has no column "%" for %.', relation, name, option
                USING ERRCODE = '42703',
                      HINT = 'It has: ' || array_to_string(known, ', ') || '.';
        END IF;
    END LOOP;
END
$$;

-- Refuses what cannot be watched.
CREATE FUNCTION ${log}.check_target(relation regclass) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c record;
    owner name := (SELECT pg_get_userbyid(t.relowner) FROM pg_class AS t
                   WHERE t.oid = '${log}.watches'::regclass);
BEGIN
    IF NOT pg_has_role(current_user, owner, 'USAGE') THEN
        RAISE EXCEPTION 'The role % may not watch or unwatch tables.', current_user
            USING ERRCODE = '42501',
                  HINT = 'Do it as ' || quote_ident(owner) || ', who owns the log.';
    END IF;
    IF relation IS NULL THEN
        RAISE EXCEPTION 'watch needs the name of a table, such as ''public.orders''.'
            USING ERRCODE = '22004';
    END IF;
    SELECT t.relkind, t.relpersistence, n.nspname INTO c
    FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE t.oid = relation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no table with the number %.', relation
            USING ERRCODE = '42P01';
    END IF;
    IF c.nspname = '${log}' THEN
        RAISE EXCEPTION 'The tables of the log itself (%) cannot be watched.', relation
            USING ERRCODE = '42809';
    ELSIF c.nspname IN ('pg_catalog', 'information_schema', 'pg_toast') THEN
        RAISE EXCEPTION 'A system catalogue (%) cannot be watched.', relation
            USING ERRCODE = '42809';
    ELSIF c.relkind NOT IN ('r', 'p') THEN
        RAISE EXCEPTION '% is a %, not a table, and cannot be watched.', relation,
            CASE c.relkind
                WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
                WHEN 'i' THEN 'index' WHEN 'I' THEN 'index'
                ELSE 'relation of kind ' || c.relkind::text
            END
            USING ERRCODE = '42809', HINT = 'Watch the tables that it reads.';
    ELSIF c.relpersistence = 't' THEN
        RAISE EXCEPTION 'The table % is temporary and cannot be watched.', relation
            USING ERRCODE = '42809', HINT = 'Its rows are for its own session only.';
    ELSIF NOT has_table_privilege(relation, 'TRIGGER') THEN
        RAISE EXCEPTION 'The role % may not create triggers on %.', current_user, relation
            USING ERRCODE = '42501',
                  HINT = format('As its owner: GRANT TRIGGER ON %s TO %I;', relation, owner);
    END IF;
END
$$;

-- Refuses a room template or function that cannot work.
CREATE FUNCTION ${log}.check_room(relation regclass, template text, room_function text, candidate oid)
    RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF template IS NOT NULL AND room_function IS NOT NULL THEN
        RAISE EXCEPTION 'A watch takes its room from a template or from a function, not from both.'
            USING ERRCODE = '22023', HINT = 'Leave room or room_function out.';
    END IF;
    IF template IS NOT NULL THEN
        IF template = '' OR octet_length(template) > 512 OR template ~ '[\r\n]'
            OR template IS DISTINCT FROM (
                SELECT string_agg(coalesce(p.literal, '{' || p.column_name || '}'), ''
                    ORDER BY p.place)
                FROM ${log}.template_parts(template) AS p)
        THEN
            RAISE EXCEPTION 'The room template "%" cannot be read.', template
                USING ERRCODE = '22023',
                      HINT = 'Write text and columns in braces, such as merchant:{merchant_id}.';
        END IF;
        PERFORM ${log}.check_columns(relation, 'room', ARRAY(
            SELECT p.column_name FROM ${log}.template_parts(template) AS p
            WHERE p.column_name IS NOT NULL));
    END IF;
    IF room_function IS NOT NULL THEN
        IF candidate IS NULL THEN
            RAISE EXCEPTION 'There is no function %(jsonb) for room_function.', room_function
                USING ERRCODE = '42883',
                      HINT = 'It takes the row as jsonb and returns the room as text.';
        END IF;
        IF NOT EXISTS (SELECT FROM pg_proc AS f
                       WHERE f.oid = candidate AND f.prokind = 'f' AND NOT f.proretset
                         AND f.prorettype = 'text'::regtype AND f.pronargs = 1
                         AND f.proargtypes[0] = 'jsonb'::regtype)
        THEN
            RAISE EXCEPTION 'The room function % does not go from jsonb to text.',
                candidate::regprocedure
                USING ERRCODE = '42P13',
                      HINT = 'It takes the row as jsonb and returns the room as text.';
        END IF;
        IF NOT has_function_privilege(
            (SELECT t.relowner FROM pg_class AS t WHERE t.oid = '${log}.watches'::regclass),
            candidate, 'EXECUTE')
        THEN
            RAISE EXCEPTION 'The owner of the log may not call the room function %.',
                candidate::regprocedure
                USING ERRCODE = '42501',
                      HINT = format('GRANT EXECUTE ON FUNCTION %s TO the owner of the log.',
                          candidate::regprocedure);
        END IF;
    END IF;
END
$$;

-- Forgets watches whose table was dropped; their triggers went with it.
CREATE FUNCTION ${log}.forget_dropped_tables() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    watch_id integer;
BEGIN
    FOR watch_id IN
        DELETE FROM ${log}.watches AS w
        WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = w.relation)
        RETURNING w.id
    LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS ${log}.%I() CASCADE', 'capture_' || watch_id);
    END LOOP;
END
$$;

-- watch() with its names resolved.
CREATE FUNCTION ${log}.set_up_watch(
    target regclass, wanted_channel text, room_template text, room_function text,
    room_function_found oid, wanted_columns text[], left_out text[], changed_columns text[],
    wanted_operations text[], wanted_notify boolean, wanted_payload jsonb
) RETURNS ${log}.watches
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    every_operation constant text[] := ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];
    known text[];
    keys text[];
    prefix text;
    operation text;
    entry record;
    w ${log}.watches;
BEGIN
    PERFORM ${log}.check_target(target);
    PERFORM ${log}.check_event_type(wanted_channel);
    IF wanted_channel IN ('${log}_wake', '${log}_log') THEN
        RAISE EXCEPTION 'The channel % is reserved for the log itself; choose another.',
            wanted_channel USING ERRCODE = '22023';
    END IF;

    known := ${log}.table_columns(target);
    SELECT array_agg(a.attname::text ORDER BY k.place) INTO keys
    FROM pg_index AS i
    CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute AS a ON a.attrelid = target AND a.attnum = k.attnum
    WHERE i.indrelid = target AND i.indisprimary AND k.place <= i.indnkeyatts;
    IF keys IS NULL THEN
        RAISE EXCEPTION 'The table % has no primary key, so its rows cannot be told apart.', target
            USING ERRCODE = '55000',
                  HINT = format('ALTER TABLE %s ADD PRIMARY KEY (...);', target);
    END IF;
    IF wanted_columns IS NOT NULL AND left_out IS NOT NULL THEN
        RAISE EXCEPTION 'Say which columns are captured or which are left out, not both.'
            USING ERRCODE = '22023', HINT = 'Leave columns or "except" out.';
    END IF;
    PERFORM ${log}.check_columns(target, 'columns', wanted_columns);
    PERFORM ${log}.check_columns(target, '"except"', left_out);
    PERFORM ${log}.check_columns(target, 'when_changed', changed_columns);
    IF left_out && keys THEN
        RAISE EXCEPTION 'The primary key (%) of % cannot be left out: it names the stream.',
            array_to_string(keys, ', '), target
            USING ERRCODE = '22023', HINT = 'Take it out of "except".';
    END IF;
    IF changed_columns = '{}' THEN
        RAISE EXCEPTION 'when_changed names no column.'
            USING ERRCODE = '22023', HINT = 'Leave it out for every update.';
    END IF;
    PERFORM ${log}.check_room(target, room_template, room_function, room_function_found);

    IF wanted_operations IS NULL OR wanted_operations = '{}' THEN
        RAISE EXCEPTION 'A watch without operations captures nothing.'
            USING ERRCODE = '22023',
                  HINT = 'Name some of ' || array_to_string(every_operation, ', ') || '.';
    END IF;
    FOREACH operation IN ARRAY wanted_operations LOOP
        IF operation IS NULL OR upper(operation) <> ALL (every_operation) THEN
            RAISE EXCEPTION 'There is no operation "%".', operation
                USING ERRCODE = '22023',
                      HINT = 'Name some of ' || array_to_string(every_operation, ', ') || '.';
        END IF;
    END LOOP;
    IF wanted_payload IS NOT NULL THEN
        IF jsonb_typeof(wanted_payload) <> 'object' THEN
            RAISE EXCEPTION 'A payload is an object of names and columns, not %.', wanted_payload
                USING ERRCODE = '22023',
                      HINT = 'Such as {"id": "id", "oldStatus": "old.status"}.';
        END IF;
        FOR entry IN SELECT p.key, p.value FROM jsonb_each(wanted_payload) AS p LOOP
            IF jsonb_typeof(entry.value) <> 'string' OR entry.key = 'operation' THEN
                RAISE EXCEPTION 'The payload''s "%" is not a column''s name.', entry.key
                    USING ERRCODE = '22023',
                          HINT = 'Write a column, or old. and a column; operation is always added.';
            END IF;
        END LOOP;
        IF (SELECT count(*) FROM jsonb_object_keys(wanted_payload)) > 40 THEN
            RAISE EXCEPTION 'A payload has at most 40 names.' USING ERRCODE = '54023';
        END IF;
        PERFORM ${log}.check_columns(target, 'payload', ARRAY(
            SELECT p.column_name FROM ${log}.payload_parts(target, wanted_payload) AS p));
    END IF;

    SELECT string_agg(
        replace(replace(replace(replace(replace(
            part.name, '%', '%25'), ':', '%3A'), '.', '%2E'), chr(13), '%0D'), chr(10), '%0A'),
        '.' ORDER BY part.place)
    INTO prefix
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        VALUES (1, nullif(n.nspname::text, '${app}')), (2, c.relname::text)
    ) AS part (place, name)
    WHERE c.oid = target AND part.name IS NOT NULL;

    -- one at a time, so that two callers do not write the same function
    LOCK TABLE ${log}.watches IN SHARE ROW EXCLUSIVE MODE;
    PERFORM ${log}.forget_dropped_tables();
    INSERT INTO ${log}.watches AS old (
        relation, channel, room, room_function, columns, except_columns, when_changed, operations,
        notify, payload, captured, key_columns, stream_prefix)
    VALUES (
        target, wanted_channel, room_template,
        (SELECT format('%I.%I', n.nspname, f.proname)
         FROM pg_proc AS f JOIN pg_namespace AS n ON n.oid = f.pronamespace
         WHERE f.oid = room_function_found),
        wanted_columns, left_out, changed_columns,
        ARRAY(SELECT o FROM unnest(every_operation) WITH ORDINALITY AS e (o, place)
              WHERE o IN (SELECT upper(g) FROM unnest(wanted_operations) AS g) ORDER BY place),
        coalesce(wanted_notify, false), wanted_payload,
        ARRAY(SELECT c FROM unnest(known) WITH ORDINALITY AS k (c, place)
              WHERE c = ANY (keys)
                 OR (c = ANY (coalesce(wanted_columns, known))
                     AND c <> ALL (coalesce(left_out, '{}')))
              ORDER BY place),
        keys, prefix)
    ON CONFLICT (relation, channel) DO UPDATE SET
        (room, room_function, columns, except_columns, when_changed, operations, notify, payload,
         captured, key_columns, stream_prefix, updated_at)
        = (excluded.room, excluded.room_function, excluded.columns, excluded.except_columns,
           excluded.when_changed, excluded.operations, excluded.notify, excluded.payload,
           excluded.captured, excluded.key_columns, excluded.stream_prefix, clock_timestamp())
    RETURNING old.* INTO w;

    EXECUTE ${log}.capture_source(w);
    -- the capturing function writes to the log whoever the writer is, so it is the owner's, and
    -- nobody else may hang it on a table
    EXECUTE format('ALTER FUNCTION ${log}.%I() OWNER TO %I', 'capture_' || w.id,
        (SELECT pg_get_userbyid(t.relowner) FROM pg_class AS t
         WHERE t.oid = '${log}.watches'::regclass));
    PERFORM ${log}.set_up_triggers(w);
    EXECUTE format('REVOKE ALL ON FUNCTION ${log}.%I() FROM PUBLIC', 'capture_' || w.id);
    RETURN w;
END
$$;

-- The two triggers of a watch, as its operations need them.
CREATE FUNCTION ${log}.set_up_triggers(w ${log}.watches) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    trigger_kind record;
BEGIN
    FOR trigger_kind IN
        SELECT
            k.suffix, k.level,
            (SELECT string_agg(o, ' OR ') FROM unnest(w.operations) AS o
             WHERE (o = 'TRUNCATE') = k.truncates) AS operations
        FROM (VALUES ('', 'ROW', false), ('_t', 'STATEMENT', true))
            AS k (suffix, level, truncates)
    LOOP
        IF trigger_kind.operations IS NULL THEN
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s',
                ${log}.trigger_name(w.id) || trigger_kind.suffix, w.relation);
        ELSE
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER %I AFTER %s ON %s FOR EACH %s'
                || ' EXECUTE FUNCTION ${log}.%I()',
                ${log}.trigger_name(w.id) || trigger_kind.suffix, trigger_kind.operations,
                w.relation, trigger_kind.level, 'capture_' || w.id);
        END IF;
    END LOOP;
END
$$;

-- Makes every committed change of a table an event on the channel. Answers the watch. Called again
-- for the same table and channel it replaces what was there.
--
-- target         the table; its owner, or somebody with the right TRIGGER on it, calls this, who
--                is also the log's owner or a member of that role
-- channel        type of the events, and the name for LISTEN where notify is set
-- room           who may see them, a template over the row: 'merchant:{merchant_id}'
-- room_function  the same by a function (jsonb) returning text, where the row does not say it
-- columns        only these columns (and the primary key) leave
-- except         these columns do not leave; a reserved word, so a caller writes it in quotes:
--                "except" => '{card_token}', or except_columns => '{card_token}'
-- when_changed   updates count only if one of these columns changes
-- operations     some of INSERT, UPDATE, DELETE, TRUNCATE
-- notify         programs that LISTEN in plain PostgreSQL are told too
-- payload        what these are told: names and columns, {"oldStatus": "old.status"}; the
--                operation is always in it. Without it they get operation and record
--
-- It is written in SQL and has no search_path of its own, so that the names of table and function
-- are read as the caller means them.
CREATE FUNCTION ${log}.watch(
    target         regclass,
    channel        text,
    room           text    DEFAULT NULL,
    room_function  text    DEFAULT NULL,
    columns        text[]  DEFAULT NULL,
    "except"       text[]  DEFAULT NULL,
    when_changed   text[]  DEFAULT NULL,
    operations     text[]  DEFAULT '{INSERT,UPDATE,DELETE,TRUNCATE}',
    notify         boolean DEFAULT false,
    payload        jsonb   DEFAULT NULL,
    except_columns text[]  DEFAULT NULL
) RETURNS ${log}.watches
    LANGUAGE sql
AS $$
    SELECT ${log}.set_up_watch(
        $1, $2, $3, $4,
        coalesce(
            CASE WHEN pg_catalog.strpos($4, '(') OPERATOR(pg_catalog.>) 0
                THEN pg_catalog.to_regprocedure($4)
            END,
            pg_catalog.to_regprocedure($4 OPERATOR(pg_catalog.||) '(jsonb)'))::pg_catalog.oid,
        $5,
        CASE WHEN $6 IS NOT NULL OR $11 IS NOT NULL
            THEN pg_catalog.array_cat($6, $11)
        END,
        $7, $8, $9, $10);
$$;

-- unwatch() with its name resolved.
CREATE FUNCTION ${log}.take_down_watches(target text, known_as regclass, wanted_channel text)
    RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    watch_id integer;
    removed integer := 0;
    owner name := (SELECT pg_get_userbyid(t.relowner) FROM pg_class AS t
                   WHERE t.oid = '${log}.watches'::regclass);
BEGIN
    IF NOT pg_has_role(current_user, owner, 'USAGE') THEN
        RAISE EXCEPTION 'The role % may not watch or unwatch tables.', current_user
            USING ERRCODE = '42501',
                  HINT = 'Do it as ' || quote_ident(owner) || ', who owns the log.';
    END IF;
    LOCK TABLE ${log}.watches IN SHARE ROW EXCLUSIVE MODE;
    PERFORM ${log}.forget_dropped_tables();
    FOR watch_id IN
        DELETE FROM ${log}.watches AS w
        WHERE w.relation = known_as AND (wanted_channel IS NULL OR w.channel = wanted_channel)
        RETURNING w.id
    LOOP
        -- its triggers depend on it and go too
        EXECUTE format('DROP FUNCTION IF EXISTS ${log}.%I() CASCADE', 'capture_' || watch_id);
        removed := removed + 1;
    END LOOP;
    RETURN removed;
END
$$;

-- Ends the watches of a table, or the one with this channel. Answers how many there were: 0 if
-- there was none, or the table is gone and its watches with it.
CREATE FUNCTION ${log}.unwatch(target text, channel text DEFAULT NULL) RETURNS integer
    LANGUAGE sql
AS $$
    SELECT ${log}.take_down_watches($1, pg_catalog.to_regclass($1), $2);
$$;

-- Only the two above are for callers. The rest write SQL or are called by it.
REVOKE ALL ON FUNCTION
    ${log}.innermost_type(oid),
    ${log}.text_expression(regclass, text, text),
    ${log}.template_parts(text),
    ${log}.room_expression(regclass, text, text),
    ${log}.most_bytes(regclass, text),
    ${log}.may_hold_marks(regclass, text),
    ${log}.key_expression(regclass, text[], text),
    ${log}.key_condition(regclass, text[], text, text),
    ${log}.record_expression(text[], text),
    ${log}.payload_parts(regclass, jsonb),
    ${log}.payload_expression(regclass, jsonb, text, text),
    ${log}.settings_for(regclass, text[]),
    ${log}.columns_read(${log}.watches),
    ${log}.trigger_name(integer),
    ${log}.encoded_stream(text, text[]),
    ${log}.salvage(integer, text, record, text, text),
    ${log}.most_event_bytes(),
    ${log}.room_failed(integer, text, text),
    ${log}.warn_writer(integer, text, text, text),
    ${log}.capture_source(${log}.watches),
    ${log}.stream_statements(${log}.watches, text),
    ${log}.room_condition(${log}.watches, text),
    ${log}.room_statements(${log}.watches, text, text),
    ${log}.row_branch(${log}.watches, boolean, text, text),
    ${log}.update_branch(${log}.watches, boolean),
    ${log}.forget_dropped_tables(),
    ${log}.set_up_triggers(${log}.watches)
FROM PUBLIC;
