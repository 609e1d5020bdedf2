-- Takes from every application and reader what made it one, and gives back to everybody what was
-- everybody's. Roles themselves belong to the cluster and stay.
SELECT ${log}.forget_rights(r.role)
FROM (
    SELECT ${log}.roles_marked('${log}.is_application()') AS role
    UNION
    SELECT ${log}.roles_marked('${log}.is_reader()')
) AS r;

DO $open$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = '${log}'::regnamespace
          AND (p.proname IN ('expire_events', 'redirect_insert')
               OR (p.prosecdef AND p.prorettype <> 'trigger'::regtype
                   AND p.proname <> 'reaction_room'))
    LOOP
        EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', routine);
    END LOOP;
END
$open$;

DROP FUNCTION ${log}.revoke_reader(name);
DROP FUNCTION ${log}.revoke_application(name);
DROP FUNCTION ${log}.grant_reader(name);
DROP FUNCTION ${log}.grant_application(name);
DROP FUNCTION ${log}.forget_rights(name);
DROP FUNCTION ${log}.settle_rights();
DROP FUNCTION ${log}.settle_application(name);
DROP FUNCTION ${log}.settle_reader(name);
DROP FUNCTION ${log}.check_role(name);
DROP FUNCTION ${log}.roles_marked(regprocedure);
DROP FUNCTION ${log}.owner_name();
DROP FUNCTION ${log}.application_tables();
DROP FUNCTION ${log}.readers_relations();
DROP FUNCTION ${log}.owners_functions();
DROP FUNCTION ${log}.owners_tables();
DROP FUNCTION ${log}.is_reader();
DROP FUNCTION ${log}.is_application();
