-- Makes the two schemas where they are missing, and marks those made here, so that the roll-back
-- knows them from schemas that were there before.
DO $raise$
DECLARE
  wanted name;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['${app}', '${log}']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = wanted) THEN
      EXECUTE pg_catalog.format('CREATE SCHEMA %I', wanted);
      EXECUTE pg_catalog.format(
        'COMMENT ON SCHEMA %I IS %L', wanted, 'Made by the Commitcast installation ${log}.');
    END IF;
  END LOOP;
END;
$raise$;
