-- Three kinds of role. The owner migrates and sequences. An application appends, reads, works
-- subscriptions and changes the chat and booking tables. A reader reads the log and its streams.
--
-- Decided here
--   * Roles belong to the cluster and are made by whoever runs it; these functions give an existing
--     one what it needs. What a role is stands in the privileges themselves: an application may
--     execute is_application(), a reader is_reader(). So it survives a dump, a new name and a DROP
--     ROLE, and no table can name a role that somebody else makes anew.
--   * What is the owner's alone is listed. Every other table of the log is for applications, and so
--     is every other SECURITY DEFINER function. settle_rights() runs after each migration and covers
--     what is new; a migration that brings something of the owner's replaces the list.
--   * Nobody but the owner may write the events table with a version. Applications have INSERT on
--     some columns alone: whatever a session sets, a row without version can only be redirected to
--     append() or fail.

-- Executable by applications and nobody else; that is what makes a role one.
CREATE FUNCTION ${log}.is_application() RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT true;
$$;

-- The same for readers.
CREATE FUNCTION ${log}.is_reader() RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT true;
$$;

-- Tables that only the owner writes. Applications may read them, but for the last two.
CREATE FUNCTION ${log}.owners_tables() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{events,log_epochs,pending_events,sequencer,streams,watches,
             created_extensions,flyway_schema_history}'::text[];
$$;

-- Functions that only the owner calls, besides those that return a trigger. watch(), unwatch() and
-- those that give rights are not among them: they say themselves who may not call them, and why.
CREATE FUNCTION ${log}.owners_functions() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{expire_events,forget_rights,is_application,is_reader,reaction_room,settle_application,
             settle_reader,settle_rights}'::text[];
$$;

-- What readers see.
CREATE FUNCTION ${log}.readers_relations() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{events,log_epochs,log_state,stream_events,streams}'::text[];
$$;

-- The chat and booking tables. Other tables of that schema may be anybody's.
CREATE FUNCTION ${log}.application_tables() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{bookings,channel_members,channels,files,merchants,message_reads,messages,reactions,
             sync_state,user_settings,user_status,users}'::text[];
$$;

-- Who owns the log.
CREATE FUNCTION ${log}.owner_name() RETURNS name
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = '${log}.events'::regclass;
$$;

-- The roles that may execute a marker, is_application() or is_reader().
CREATE FUNCTION ${log}.roles_marked(marker regprocedure) RETURNS SETOF name
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.rolname
    FROM pg_proc AS p
    CROSS JOIN LATERAL aclexplode(p.proacl) AS a
    JOIN pg_roles AS r ON r.oid = a.grantee
    WHERE p.oid = marker AND a.grantee <> p.proowner
    ORDER BY r.rolname;
$$;

-- Refuses whom nothing can be given, and who may not give.
CREATE FUNCTION ${log}.check_role(role name) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner constant name := ${log}.owner_name();
BEGIN
    IF NOT pg_has_role(current_user, owner, 'USAGE') THEN
        RAISE EXCEPTION 'The role % may not give or take rights on the log.', current_user
            USING ERRCODE = '42501',
                  HINT = 'Do it as ' || quote_ident(owner) || ', who owns the log.';
    ELSIF role IS NULL OR NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = role) THEN
        RAISE EXCEPTION 'There is no role "%".', coalesce(role, '')
            USING ERRCODE = '42704',
                  HINT = 'Make it first: CREATE ROLE '
                      || coalesce(quote_ident(role), 'name') || ' LOGIN PASSWORD ...';
    ELSIF role = owner THEN
        RAISE EXCEPTION 'The role % owns the log; there is nothing to give or take.', role
            USING ERRCODE = '22023';
    ELSIF pg_has_role(role, owner, 'MEMBER') THEN
        RAISE WARNING 'The role % can act as %, who owns the log: no right is kept from it.',
            role, owner;
    END IF;
END
$$;

-- Rights that applications and readers share.
CREATE FUNCTION ${log}.settle_reader(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ${log} TO %I', role);
    FOREACH relation IN ARRAY ${log}.readers_relations() LOOP
        EXECUTE format('GRANT SELECT ON ${log}.%I TO %I', relation, role);
    END LOOP;
END
$$;

-- What applications have besides.
CREATE FUNCTION ${log}.settle_application(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    PERFORM ${log}.settle_reader(role);
    FOR statement IN
        -- tables and views of the log
        SELECT format('GRANT %s ON TABLE ${log}.%I TO %I',
            CASE
                WHEN c.relkind IN ('v', 'm') OR c.relname = ANY (${log}.owners_tables())
                THEN 'SELECT'
                ELSE 'SELECT, INSERT, UPDATE, DELETE'
            END, c.relname, role)
        FROM pg_class AS c
        WHERE c.relnamespace = '${log}'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
          AND c.relname NOT IN ('created_extensions', 'flyway_schema_history')
        UNION ALL
        -- counters of the tables that an application writes
        SELECT format('GRANT USAGE, SELECT ON SEQUENCE ${log}.%I TO %I', s.relname, role)
        FROM pg_class AS s
        JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        JOIN pg_class AS t ON t.oid = d.refobjid
        WHERE s.relkind = 'S' AND s.relnamespace = '${log}'::regnamespace
          AND t.relname <> ALL (${log}.owners_tables())
        UNION ALL
        -- what acts for the owner, and was written to be called by others
        SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, role)
        FROM pg_proc AS p
        WHERE p.pronamespace = '${log}'::regnamespace AND p.prosecdef
          AND p.prorettype <> 'trigger'::regtype
          AND p.proname <> ALL (${log}.owners_functions())
        UNION ALL
        SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE ${app}.%I TO %I',
            c.relname, role)
        FROM pg_class AS c
        WHERE c.relnamespace = '${app}'::regnamespace AND c.relkind IN ('r', 'p')
          AND c.relname = ANY (${log}.application_tables())
    LOOP
        EXECUTE statement;
    END LOOP;
    -- plain SQL that was written for an events table; never with a version
    EXECUTE format('GRANT INSERT (id, aggregate_id, event_type, room, data, metadata, created_at)'
        || ' ON TABLE ${log}.events TO %I', role);
    IF NOT has_schema_privilege(role, '${app}', 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA ${app} TO %I', role);
    END IF;
END
$$;

-- Takes from PUBLIC what acts for the owner or is the owner's alone, and gives every application and
-- reader what its kind has by now. As often as you like; after each migration it is called.
CREATE FUNCTION ${log}.settle_rights() RETURNS void
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
    FOR role IN SELECT ${log}.roles_marked('${log}.is_reader()') LOOP
        PERFORM ${log}.settle_reader(role);
    END LOOP;
    FOR role IN SELECT ${log}.roles_marked('${log}.is_application()') LOOP
        PERFORM ${log}.settle_application(role);
    END LOOP;
END
$$;

-- Takes every right on the two schemas' objects that this log knows of from a role.
CREATE FUNCTION ${log}.forget_rights(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format('REVOKE ALL ON ALL %s IN SCHEMA ${log} FROM %I', kind, role)
        FROM unnest('{TABLES,SEQUENCES,FUNCTIONS}'::text[]) AS kind
        UNION ALL
        SELECT format('REVOKE ALL ON TABLE ${app}.%I FROM %I', c.relname, role)
        FROM pg_class AS c
        WHERE c.relnamespace = '${app}'::regnamespace AND c.relkind IN ('r', 'p')
          AND c.relname = ANY (${log}.application_tables())
        UNION ALL
        SELECT format('REVOKE USAGE ON SCHEMA %I FROM %I', n.nspname, role)
        FROM pg_namespace AS n
        CROSS JOIN LATERAL aclexplode(n.nspacl) AS a
        WHERE n.nspname IN ('${app}', '${log}') AND a.privilege_type = 'USAGE'
          AND a.grantee = (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = role)
          AND pg_has_role(current_user, a.grantor, 'USAGE')
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

-- Makes a role an application: it appends, reads, works subscriptions, and changes the chat and
-- booking tables. A reader becomes one.
CREATE FUNCTION ${log}.grant_application(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION ${log}.is_reader() FROM %I', role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ${log}.is_application() TO %I', role);
    PERFORM ${log}.settle_application(role);
END
$$;

-- Makes a role a reader: it sees events and streams and changes nothing.
CREATE FUNCTION ${log}.grant_reader(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    IF role IN (SELECT ${log}.roles_marked('${log}.is_application()')) THEN
        RAISE EXCEPTION 'The role % is an application and reads already.', role
            USING ERRCODE = '42710',
                  HINT = 'To make it less, call ${log}.revoke_application() first.';
    END IF;
    EXECUTE format('GRANT EXECUTE ON FUNCTION ${log}.is_reader() TO %I', role);
    PERFORM ${log}.settle_reader(role);
END
$$;

-- Takes everything back that grant_application() gave, and whatever else the role had on the log.
CREATE FUNCTION ${log}.revoke_application(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    PERFORM ${log}.forget_rights(role);
END
$$;

-- Takes everything back that grant_reader() gave, and whatever else the role had on the log.
CREATE FUNCTION ${log}.revoke_reader(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ${log}.check_role(role);
    PERFORM ${log}.forget_rights(role);
END
$$;

-- Until now USAGE on the schema was enough to append. Roles that have it keep that.
DO $keep$
DECLARE
    role name;
    routine regprocedure;
BEGIN
    FOR role, routine IN
        SELECT r.rolname, p.oid
        FROM pg_catalog.pg_namespace AS n
        CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS a
        JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
        JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = 'append'
        WHERE n.nspname = '${log}' AND a.privilege_type = 'USAGE' AND a.grantee <> p.proowner
    LOOP
        EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, role);
    END LOOP;
END
$keep$;

SELECT ${log}.settle_rights();
