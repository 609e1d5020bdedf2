-- Ends every watch, those on users' own tables too, and takes capture away. Without it a trigger
-- would call a function that is gone, and every write would fail.
DO $$
DECLARE
    capturing regprocedure;
BEGIN
    FOR capturing IN
        SELECT f.oid::regprocedure
        FROM pg_catalog.pg_proc AS f
        WHERE f.pronamespace = '${log}'::regnamespace AND f.proname ~ '^capture_[0-9]+$'
    LOOP
        EXECUTE pg_catalog.format('DROP FUNCTION %s CASCADE', capturing);
    END LOOP;
END
$$;
DROP FUNCTION ${log}.unwatch(text, text);
DROP FUNCTION ${log}.take_down_watches(text, regclass, text);
DROP FUNCTION ${log}.watch(
    regclass, text, text, text, text[], text[], text[], text[], boolean, jsonb, text[]);
DROP FUNCTION ${log}.set_up_triggers(${log}.watches);
DROP FUNCTION ${log}.set_up_watch(
    regclass, text, text, text, oid, text[], text[], text[], text[], boolean, jsonb);
DROP FUNCTION ${log}.forget_dropped_tables();
DROP FUNCTION ${log}.check_room(regclass, text, text, oid);
DROP FUNCTION ${log}.check_target(regclass);
DROP FUNCTION ${log}.check_columns(regclass, text, text[]);
DROP FUNCTION ${log}.table_columns(regclass);
DROP FUNCTION ${log}.update_branch(${log}.watches, boolean);
DROP FUNCTION ${log}.row_branch(${log}.watches, boolean, text, text);
DROP FUNCTION ${log}.room_statements(${log}.watches, text, text);
DROP FUNCTION ${log}.room_condition(${log}.watches, text);
DROP FUNCTION ${log}.stream_statements(${log}.watches, text);
DROP FUNCTION ${log}.capture_source(${log}.watches);
DROP FUNCTION ${log}.warn_writer(integer, text, text, text);
DROP FUNCTION ${log}.room_failed(integer, text, text);
DROP FUNCTION ${log}.salvage(integer, text, record, text, text);
DROP FUNCTION ${log}.most_event_bytes();
DROP FUNCTION ${log}.encoded_stream(text, text[]);
DROP FUNCTION ${log}.trigger_name(integer);
DROP FUNCTION ${log}.columns_read(${log}.watches);
DROP FUNCTION ${log}.settings_for(regclass, text[]);
DROP FUNCTION ${log}.payload_expression(regclass, jsonb, text, text);
DROP FUNCTION ${log}.payload_parts(regclass, jsonb);
DROP FUNCTION ${log}.record_expression(text[], text);
DROP FUNCTION ${log}.key_condition(regclass, text[], text, text);
DROP FUNCTION ${log}.key_expression(regclass, text[], text);
DROP FUNCTION ${log}.may_hold_marks(regclass, text);
DROP FUNCTION ${log}.most_bytes(regclass, text);
DROP FUNCTION ${log}.room_expression(regclass, text, text);
DROP FUNCTION ${log}.template_parts(text);
DROP FUNCTION ${log}.text_expression(regclass, text, text);
DROP FUNCTION ${log}.innermost_type(oid);
DROP TABLE ${log}.watches;
