-- Ends row-level security. The role that V13 made is dropped with the last database that uses it; one
-- that somebody else made stays, without rights.
DO $policies$
DECLARE
    existing record;
BEGIN
    FOR existing IN
        SELECT DISTINCT p.relation::text AS relation
        FROM ${log}.request_policies() AS p
        ORDER BY 1
    LOOP
        EXECUTE pg_catalog.format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', existing.relation);
    END LOOP;
    FOR existing IN
        SELECT DISTINCT w.relation::text AS relation, w.name
        FROM ${log}.wanted_policies() AS w
        ORDER BY 1, 2
    LOOP
        EXECUTE pg_catalog.format(
            'DROP POLICY IF EXISTS %I ON %s', existing.name, existing.relation);
    END LOOP;
END
$policies$;

DO $role$
DECLARE
    role name;
BEGIN
    FOR role IN SELECT ${log}.roles_marked('${log}.is_request()') LOOP
        PERFORM ${log}.forget_rights(role);
    END LOOP;
    FOR role IN
        SELECT r.rolname
        FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = '${log}_requests'
          AND pg_catalog.shobj_description(r.oid, 'pg_authid') = 'Made by Commitcast for requests.'
    LOOP
        BEGIN
            EXECUTE pg_catalog.format('DROP ROLE %I', role);
        EXCEPTION
            WHEN dependent_objects_still_exist OR insufficient_privilege OR undefined_object
                OR object_in_use OR internal_error
            THEN
                RAISE NOTICE 'The role % stays: %', role, SQLERRM;
        END;
    END LOOP;
END
$role$;

-- as V9 made it
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
    FOR role IN SELECT ${log}.roles_marked('${log}.is_reader()') LOOP
        PERFORM ${log}.settle_reader(role);
    END LOOP;
    FOR role IN SELECT ${log}.roles_marked('${log}.is_application()') LOOP
        PERFORM ${log}.settle_application(role);
    END LOOP;
END
$$;

DROP FUNCTION ${log}.close_requests_functions();
DROP FUNCTION ${log}.revoke_requests(name);
DROP FUNCTION ${log}.grant_requests(name);
DROP FUNCTION ${log}.let_act_as(name, name);
DROP FUNCTION ${log}.request_fault(name);
DROP FUNCTION ${log}.settle_requests();
DROP FUNCTION ${log}.wanted_policies();
DROP FUNCTION ${log}.settle_request(name);
DROP FUNCTION ${log}.request_policies();
DROP FUNCTION ${log}.log_bounds();
DROP FUNCTION ${log}.request_patterns();
DROP FUNCTION ${log}.request_rooms(text);
DROP FUNCTION ${log}.request_caller();
DROP FUNCTION ${log}.is_request();
