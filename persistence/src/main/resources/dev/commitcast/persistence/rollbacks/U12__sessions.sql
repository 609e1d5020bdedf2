-- Forgets which tokens were revoked: change the issuer's key, or let them expire, before nodes that
-- ask nobody trust them again. The events stay in the log.
CREATE OR REPLACE FUNCTION ${log}.owners_tables() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{events,log_epochs,pending_events,sequencer,streams,watches,
             created_extensions,flyway_schema_history}'::text[];
$$;

DROP TRIGGER commitcast_users_gone ON ${app}.users;
DROP TRIGGER commitcast_users_access ON ${app}.users;
DROP FUNCTION ${log}.follow_users();
DROP FUNCTION ${log}.revoke_access(text, text, timestamptz, timestamptz, text);
DROP TABLE ${log}.revocations;
DROP TABLE ${log}.tickets;
