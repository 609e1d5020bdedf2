-- Takes back V1: the chat, with all that was said. Children first, so that nothing needs CASCADE and
-- a table of somebody else that refers to ours stops the roll-back instead of losing its constraint.

DROP TABLE ${app}.sync_state;
DROP TABLE ${app}.message_reads;
DROP TABLE ${app}.user_status;
DROP TABLE ${app}.user_settings;
DROP TABLE ${app}.files;
DROP TABLE ${app}.reactions;
DROP TABLE ${app}.channel_members;
DROP TABLE ${app}.messages;
DROP TABLE ${app}.channels;
DROP TABLE ${app}.users;

DROP FUNCTION ${app}.touch_updated_at();
DROP FUNCTION ${app}.is_ulid(text);

-- An extension serves the whole database. While another installation lives in it, the duty to remove
-- the extensions passes to that one; and one that somebody else's tables use by now stays.
DO $extensions$
DECLARE
  created name;
  heir text := (
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = 'created_extensions'
       AND c.relkind = 'r'
       AND n.nspname <> '${log}'
       AND EXISTS (
         SELECT FROM pg_catalog.pg_class h
          WHERE h.relnamespace = c.relnamespace AND h.relname = 'flyway_schema_history')
     ORDER BY n.nspname
     LIMIT 1);
BEGIN
  FOR created IN SELECT name FROM ${log}.created_extensions ORDER BY name LOOP
    IF heir IS NOT NULL THEN
      EXECUTE pg_catalog.format(
        'INSERT INTO %s (name) VALUES (%L) ON CONFLICT (name) DO NOTHING', heir, created);
    ELSE
      BEGIN
        EXECUTE pg_catalog.format('DROP EXTENSION IF EXISTS %I RESTRICT', created);
      EXCEPTION WHEN dependent_objects_still_exist THEN
        RAISE WARNING 'The extension % stays: other objects of this database use it by now.', created;
      END;
    END IF;
  END LOOP;
END;
$extensions$;

DROP TABLE ${log}.created_extensions;
