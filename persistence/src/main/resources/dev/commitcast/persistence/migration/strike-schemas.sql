-- The end of a full roll-back: Flyway's history, and the schemas that we made. A schema that holds
-- something of somebody else by now stays, without our mark.
DROP TABLE IF EXISTS ${log}.flyway_schema_history;

DO $strike$
DECLARE
  made name;
BEGIN
  FOR made IN
    SELECT n.nspname
      FROM pg_catalog.pg_namespace n
     WHERE n.nspname IN ('${app}', '${log}')
       AND pg_catalog.obj_description(n.oid, 'pg_namespace')
           = 'Made by the Commitcast installation ${log}.'
  LOOP
    BEGIN
      EXECUTE pg_catalog.format('DROP SCHEMA %I RESTRICT', made);
    EXCEPTION WHEN dependent_objects_still_exist THEN
      EXECUTE pg_catalog.format('COMMENT ON SCHEMA %I IS NULL', made);
      RAISE WARNING 'The schema % stays: it holds objects that are not ours.', made;
    END;
  END LOOP;
END;
$strike$;
