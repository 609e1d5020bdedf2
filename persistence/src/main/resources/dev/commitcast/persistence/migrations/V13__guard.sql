-- A second net below the checks of the code: while a node answers somebody who is no operator, it
-- works as a role that sees and writes that caller's rows alone. A condition that was forgotten in a
-- query, or slipped in by a caller, shows nothing then.
--
-- Decided here
--   * A fourth kind of role, for requests, besides owner, application and reader. As with these, what
--     a role is stands in a privilege: it may execute is_request().
--   * Who asks stands in settings of the transaction: commitcast.caller, commitcast.rooms and
--     commitcast.room_prefixes (JSON arrays of texts). Without them nothing is seen. None opens all:
--     for operators the role is not taken.
--   * Policies are restrictive and name the roles for requests; beside them one that is for everybody
--     and asks nothing. So nobody else sees less than before, by rights given by hand neither, and
--     nobody else's plans change: the owner is exempt, for others the condition "true" vanishes.
--   * Policies are created by settle_requests(), from one list, wherever one is missing: after a
--     restoration without the role, too. Where there is no role for requests there is no row security.
--   * What is not given is closed: a role for requests has rights on the tables of the list alone, and
--     executes no function that acts for the owner but log_bounds(). It cannot append.
--   * The role is made here if the owner may create roles. Roles are the cluster's: databases whose
--     logs have one name share it, and the last one that is rolled back drops it.
--   * It gives up soon and is tried again, like V11.

SET LOCAL lock_timeout = '2s';

-- Executable by roles for requests and nobody else; that is what makes a role one.
CREATE FUNCTION ${log}.is_request() RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT true;
$$;

-- Who asks; null if nobody is named.
CREATE FUNCTION ${log}.request_caller() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT nullif(current_setting('commitcast.caller', true), '');
$$;

-- What of the granted rooms' names follows a beginning: for 'channel:' the channels' keys. For '' whole
-- names.
CREATE FUNCTION ${log}.request_rooms(beginning text) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(substr(r.room, length(request_rooms.beginning) + 1)), '{}')
    FROM jsonb_array_elements_text(
        nullif(current_setting('commitcast.rooms', true), '')::jsonb) AS r (room)
    WHERE starts_with(r.room, request_rooms.beginning);
$$;

-- Patterns for LIKE that the names of further granted rooms match.
CREATE FUNCTION ${log}.request_patterns() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(regexp_replace(p.prefix, '([\\%_])', '\\\1', 'g') || '%'), '{}')
    FROM jsonb_array_elements_text(
        nullif(current_setting('commitcast.room_prefixes', true), '')::jsonb) AS p (prefix);
$$;

-- The ends of the log, whatever the caller may see of it.
CREATE FUNCTION ${log}.log_bounds(OUT head bigint, OUT oldest bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ${log}.head(), coalesce((SELECT min(e.version) FROM ${log}.events AS e), 1);
$$;

-- The restrictive policies: table, command, and what must hold for rows that are there (seen) and for
-- rows that are written (written). What needs settings reads them once per statement: (SELECT ...).
CREATE FUNCTION ${log}.request_policies()
    RETURNS TABLE (relation regclass, command text, seen text, written text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- whether the room with this beginning and the key in this column is granted
    granted constant text := '(%2$s = ANY ((SELECT ${log}.request_rooms(%1$L))::text[])'
        || ' OR %1$L || %2$s COLLATE "C" LIKE ANY ((SELECT ${log}.request_patterns())::text[]))';
    caller constant text := '(SELECT ${log}.request_caller())';
    of_room constant text := format(granted, '', 'room');
    of_merchant constant text := format(granted, 'merchant:', 'merchant_id');
    of_channel constant text := format(granted, 'channel:', 'channel_id');
    own constant text := 'user_id = ' || caller;
    of_message constant text := 'EXISTS (SELECT FROM ${app}.messages AS m WHERE m.id = message_id)';
    moderated constant text := 'EXISTS (SELECT FROM ${app}.channel_members AS m'
        || ' WHERE m.channel_id = messages.channel_id AND m.user_id = ' || caller
        || ' AND m.role IN (''owner'', ''admin'', ''moderator''))';
BEGIN
    RETURN QUERY
    SELECT format('%s.%I', p.space, p.name)::regclass, p.command, p.seen, p.written
    FROM (VALUES
        ('${log}', 'events', 'SELECT', of_room, NULL),
        ('${log}', 'pending_events', 'SELECT', of_room, NULL),
        -- a stream is known to whoever may see anything in it
        ('${log}', 'streams', 'SELECT',
            'EXISTS (SELECT FROM ${log}.events AS e WHERE e.aggregate_id = stream_id)'
            || ' OR EXISTS (SELECT FROM ${log}.pending_events AS e WHERE e.aggregate_id = stream_id'
            || ' AND e.stream_version IS NOT NULL)', NULL),
        ('${app}', 'channels', 'SELECT', format(granted, 'channel:', 'id'), NULL),
        ('${app}', 'channel_members', 'SELECT', of_channel || ' OR ' || own, NULL),
        ('${app}', 'messages', 'SELECT', of_channel, NULL),
        ('${app}', 'messages', 'INSERT', NULL, of_channel || ' AND ' || own),
        ('${app}', 'messages', 'UPDATE', of_channel || ' AND (' || own || ' OR ' || moderated || ')',
            of_channel || ' AND (' || own || ' OR ' || moderated || ')'),
        ('${app}', 'reactions', 'SELECT', of_message, NULL),
        ('${app}', 'reactions', 'INSERT', NULL, of_message || ' AND ' || own),
        ('${app}', 'reactions', 'DELETE', own, NULL),
        ('${app}', 'files', 'SELECT', of_message, NULL),
        ('${app}', 'message_reads', 'SELECT', of_message || ' OR ' || own, NULL),
        ('${app}', 'message_reads', 'INSERT', NULL, of_message || ' AND ' || own),
        ('${app}', 'message_reads', 'UPDATE', own, of_message || ' AND ' || own),
        ('${app}', 'users', 'SELECT', caller || ' IS NOT NULL', NULL),
        ('${app}', 'users', 'UPDATE', 'id = ' || caller, 'id = ' || caller),
        ('${app}', 'user_settings', 'ALL', own, own),
        ('${app}', 'user_status', 'SELECT',
            own || ' OR ''users'' = ANY ((SELECT ${log}.request_rooms(''''))::text[])'
            || ' OR ''users'' LIKE ANY ((SELECT ${log}.request_patterns())::text[])', NULL),
        ('${app}', 'user_status', 'INSERT', NULL, own),
        ('${app}', 'user_status', 'UPDATE', own, own),
        ('${app}', 'sync_state', 'ALL', own, own),
        ('${app}', 'merchants', 'SELECT', format(granted, 'merchant:', 'id'), NULL),
        ('${app}', 'bookings', 'ALL', of_merchant, of_merchant)
    ) AS p (space, name, command, seen, written);
END
$$;

-- What roles for requests may do with the tables of the list; nothing is given on others, but for
-- log_epochs, which tells nothing of anybody.
CREATE FUNCTION ${log}.settle_request(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    FOREACH statement IN ARRAY ARRAY[
        'USAGE ON SCHEMA ${log}',
        'EXECUTE ON FUNCTION ${log}.log_bounds()',
        'SELECT ON TABLE ${log}.events, ${log}.pending_events, ${log}.streams, ${log}.log_epochs',
        'SELECT ON TABLE ${app}.channels, ${app}.channel_members, ${app}.messages, ${app}.reactions,
            ${app}.files, ${app}.message_reads, ${app}.user_settings, ${app}.user_status,
            ${app}.sync_state, ${app}.merchants, ${app}.bookings',
        'INSERT ON TABLE ${app}.messages, ${app}.reactions, ${app}.message_reads,
            ${app}.user_settings, ${app}.user_status, ${app}.sync_state, ${app}.bookings',
        'UPDATE ON TABLE ${app}.message_reads, ${app}.user_settings, ${app}.user_status,
            ${app}.sync_state, ${app}.bookings',
        'UPDATE (content, updated_at, deleted_at, metadata) ON TABLE ${app}.messages',
        'DELETE ON TABLE ${app}.reactions, ${app}.user_settings, ${app}.sync_state, ${app}.bookings',
        -- neither e-mail nor identity
        'SELECT (id, username, full_name, avatar_url, created_at, updated_at, deleted_at)
            ON TABLE ${app}.users',
        'UPDATE (username, full_name, avatar_url) ON TABLE ${app}.users']
    LOOP
        EXECUTE format('GRANT %s TO %I', statement, role);
    END LOOP;
    IF NOT has_schema_privilege(role, '${app}', 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA ${app} TO %I', role);
    END IF;
END
$$;

-- Every policy as it shall be, beside its table: name, permissive or not, and for whom. The owner
-- stands among those whom they restrict, and is exempt: a policy needs somebody.
CREATE FUNCTION ${log}.wanted_policies()
    RETURNS TABLE (relation regclass, name name, restrictive boolean, command text, seen text,
        written text, roles oid[])
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        p.relation, ('commitcast_requests_' || lower(p.command))::name, true, p.command, p.seen,
        p.written,
        ARRAY(
            SELECT r.oid FROM pg_roles AS r
            WHERE r.rolname = ${log}.owner_name()
               OR r.rolname IN (SELECT ${log}.roles_marked('${log}.is_request()'))
            ORDER BY r.oid)
    FROM ${log}.request_policies() AS p
    UNION ALL
    SELECT DISTINCT p.relation, 'commitcast_everybody'::name, false, 'ALL', 'true', 'true', '{0}'::oid[]
    FROM ${log}.request_policies() AS p;
$$;

-- The rights of all roles for requests, and the policies that restrict them: made where they are
-- missing, corrected where they name others. Locks only what it changes.
CREATE FUNCTION ${log}.settle_requests() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    role name;
    wanted record;
    guarded constant boolean := EXISTS (SELECT ${log}.roles_marked('${log}.is_request()'));
BEGIN
    FOR wanted IN
        SELECT w.*, p.oid IS NOT NULL AS there
        FROM ${log}.wanted_policies() AS w
        LEFT JOIN pg_policy AS p ON p.polrelid = w.relation AND p.polname = w.name
        WHERE p.oid IS NULL OR NOT (p.polroles @> w.roles AND p.polroles <@ w.roles)
        -- in one order, so that two never wait for each other in a circle
        ORDER BY w.relation::text, w.restrictive, w.name
    LOOP
        IF wanted.there THEN
            EXECUTE format('DROP POLICY %I ON %s', wanted.name, wanted.relation);
        END IF;
        EXECUTE format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s',
            wanted.name, wanted.relation,
            CASE WHEN wanted.restrictive THEN 'RESTRICTIVE' ELSE 'PERMISSIVE' END,
            wanted.command,
            CASE
                WHEN wanted.roles = '{0}' THEN 'PUBLIC'
                ELSE (SELECT string_agg(quote_ident(pg_get_userbyid(o)), ', ')
                      FROM unnest(wanted.roles) AS o)
            END,
            coalesce(' USING (' || wanted.seen || ')', ''),
            coalesce(' WITH CHECK (' || wanted.written || ')', ''));
    END LOOP;
    FOR wanted IN
        SELECT DISTINCT c.oid::regclass AS relation, c.oid::regclass::text AS name
        FROM ${log}.request_policies() AS p
        JOIN pg_class AS c ON c.oid = p.relation
        WHERE c.relrowsecurity <> guarded
        ORDER BY c.oid::regclass::text
    LOOP
        EXECUTE format('ALTER TABLE %s %s ROW LEVEL SECURITY', wanted.relation,
            CASE WHEN guarded THEN 'ENABLE' ELSE 'DISABLE' END);
    END LOOP;
    -- the rights last: never without the policies
    FOR role IN SELECT ${log}.roles_marked('${log}.is_request()') LOOP
        PERFORM ${log}.settle_request(role);
    END LOOP;
END
$$;

-- Why a role cannot serve requests of the session's own role; null if it can. Anybody may ask.
CREATE FUNCTION ${log}.request_fault(role name) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked record;
    switch constant text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET'
        ELSE 'MEMBER'
    END;
BEGIN
    SELECT r.* INTO asked FROM pg_roles AS r WHERE r.rolname = request_fault.role;
    IF NOT FOUND THEN
        RETURN format('There is no role %I. As one who may create roles: CREATE ROLE %1$I NOLOGIN;'
            || ' GRANT %1$I TO %I; and as the owner of the log:'
            || ' SELECT ${log}.grant_requests(%1$L).', role, session_user);
    ELSIF asked.rolsuper OR asked.rolbypassrls THEN
        RETURN format('The role %I passes row-level security. Take another, or ALTER ROLE %1$I'
            || ' NOSUPERUSER NOBYPASSRLS.', role);
    ELSIF role NOT IN (SELECT ${log}.roles_marked('${log}.is_request()')) THEN
        RETURN format('The role %I has no rights for requests. As the owner of the log:'
            || ' SELECT ${log}.grant_requests(%1$L).', role);
    ELSIF pg_has_role(role, ${log}.owner_name(), 'MEMBER') THEN
        RETURN format('The role %I can act as the owner of the log, to whom row-level security does'
            || ' not apply. REVOKE %I FROM %1$I.', role, ${log}.owner_name());
    ELSIF NOT pg_has_role(session_user, role, switch) THEN
        RETURN format('The role %I may not act as %I. As one who administers %2$I: GRANT %2$I TO %1$I%3$s.',
            session_user, role,
            CASE
                WHEN switch = 'SET' THEN ' WITH INHERIT FALSE, SET TRUE'
                WHEN pg_has_role(session_user, ${log}.owner_name(), 'USAGE') THEN ''
                ELSE '; before that ALTER ROLE ' || quote_ident(session_user) || ' NOINHERIT, or'
                    || ' it is restricted itself'
            END);
    ELSIF session_user <> ${log}.owner_name()
        AND NOT (SELECT s.rolsuper FROM pg_roles AS s WHERE s.rolname = session_user)
        AND NOT pg_has_role(session_user, ${log}.owner_name(), 'USAGE')
        AND pg_has_role(session_user, role, 'USAGE')
    THEN
        RETURN format('The role %I inherits what restricts %I. GRANT %2$I TO %1$I WITH INHERIT FALSE,'
            || ' before PostgreSQL 16 ALTER ROLE %1$I NOINHERIT.', session_user, role);
    ELSIF EXISTS (
        SELECT FROM ${log}.wanted_policies() AS w
        LEFT JOIN pg_policy AS p ON p.polrelid = w.relation AND p.polname = w.name
        LEFT JOIN pg_class AS c ON c.oid = w.relation
        WHERE p.oid IS NULL OR NOT c.relrowsecurity
           OR NOT (p.polroles @> w.roles AND p.polroles <@ w.roles))
    THEN
        RETURN 'Policies are missing, as after a restoration without the role. As the owner of the'
            || ' log: SELECT ${log}.settle_rights().';
    END IF;
    RETURN NULL;
END
$$;

-- Lets a role act as one for requests, as far as the caller may give that; for the role of the nodes.
CREATE FUNCTION ${log}.let_act_as(member name, role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('server_version_num')::integer >= 160000 THEN
        EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', role, member);
    ELSIF pg_has_role(member, ${log}.owner_name(), 'USAGE')
        OR NOT (SELECT r.rolinherit FROM pg_roles AS r WHERE r.rolname = member)
    THEN
        EXECUTE format('GRANT %I TO %I', role, member);
    ELSE
        RAISE NOTICE 'The role % would be restricted itself as a member of %: before PostgreSQL 16'
            ' members inherit. ALTER ROLE % NOINHERIT.', member, role, quote_ident(member);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR invalid_grant_operation THEN
        RAISE NOTICE 'The role % may not give % to %: %', current_user, role, member, SQLERRM;
END
$$;

-- Makes a role one for requests: it sees and writes what the settings of its transaction grant.
CREATE FUNCTION ${log}.grant_requests(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    IF EXISTS (SELECT FROM pg_roles AS r
               WHERE r.rolname = role AND (r.rolsuper OR r.rolbypassrls))
    THEN
        RAISE EXCEPTION 'The role % passes row-level security.', role
            USING ERRCODE = '22023', HINT = 'Take a role that does not.';
    ELSIF role IN (SELECT ${log}.roles_marked('${log}.is_application()'))
        OR role IN (SELECT ${log}.roles_marked('${log}.is_reader()'))
    THEN
        RAISE EXCEPTION 'The role % is an application or a reader.', role
            USING ERRCODE = '42710',
                  HINT = 'Take a role of its own for requests, or revoke that first.';
    END IF;
    EXECUTE format('GRANT EXECUTE ON FUNCTION ${log}.is_request() TO %I', role);
    PERFORM ${log}.settle_requests();
END
$$;

-- Takes everything back that grant_requests() gave. With the last such role row security ends.
CREATE FUNCTION ${log}.revoke_requests(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    PERFORM ${log}.forget_rights(role);
    PERFORM ${log}.settle_requests();
END
$$;

-- What is the owner's alone and does not say so itself.
CREATE FUNCTION ${log}.close_requests_functions() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    REVOKE ALL ON FUNCTION
        ${log}.is_request(), ${log}.settle_request(name), ${log}.settle_requests(),
        ${log}.let_act_as(name, name), ${log}.close_requests_functions()
        FROM PUBLIC;
END
$$;

-- As in V9, and roles for requests.
CREATE OR REPLACE FUNCTION ${log}.settle_rights() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    routine regprocedure;
    role name;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_proc AS p
        WHERE p.pronamespace = '${log}'::regnamespace
          AND (p.prosecdef OR p.proname = ANY (${log}.owners_functions()))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    PERFORM ${log}.close_requests_functions();
    FOR role IN SELECT ${log}.roles_marked('${log}.is_reader()') LOOP
        PERFORM ${log}.settle_reader(role);
    END LOOP;
    FOR role IN SELECT ${log}.roles_marked('${log}.is_application()') LOOP
        PERFORM ${log}.settle_application(role);
    END LOOP;
    PERFORM ${log}.settle_requests();
END
$$;

SELECT ${log}.close_requests_functions();

-- The role that all installations with this log's name share. Other databases of the cluster may make
-- or drop it in the same moment.
DO $role$
DECLARE
    wanted constant name := '${log}_requests';
    mark constant text := 'Made by Commitcast for requests.';
BEGIN
    FOR attempt IN 1..5 LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
                EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', wanted, mark);
            ELSIF EXISTS (
                SELECT FROM pg_catalog.pg_roles AS r
                WHERE r.rolname = wanted
                  AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls
                       OR pg_catalog.shobj_description(r.oid, 'pg_authid') IS DISTINCT FROM mark))
            THEN
                RAISE NOTICE 'There is a role % that was not made for requests. Choose one by the'
                    ' setting commitcast.database.request-role and ${log}.grant_requests().', wanted;
                RETURN;
            END IF;
            PERFORM ${log}.let_act_as(${log}.owner_name(), wanted);
            PERFORM ${log}.grant_requests(wanted);
            RETURN;
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'The role % may not create roles, so requests are not restricted by'
                    ' row-level security. CREATE ROLE % NOLOGIN; GRANT % TO %; then as the owner of'
                    ' the log SELECT ${log}.grant_requests(''%'').',
                    current_user, wanted, wanted, current_user, wanted;
                RETURN;
            -- "tuple concurrently updated" has no code of its own
            WHEN duplicate_object OR unique_violation OR undefined_object OR internal_error THEN
                IF attempt = 5 THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
END
$role$;
