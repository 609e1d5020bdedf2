-- What Commitcast itself watches: the chat and the bookings.
--
-- Decided here
--   * Columns are listed one by one. A column that a later migration adds leaves the database only
--     when somebody puts it into a list like these.
--   * Nothing of users leaves: e-mail address, subject at the identity provider and settings stay in
--     their tables, which nobody watches. Events name a user by key.
--   * Of a booking, notes (which may hold what a customer told in confidence) and customer_id (a key
--     of the merchant's own system) stay; customer_name leaves, for the calendar shows it.
--   * Every watch notifies: programs that LISTEN in plain PostgreSQL get the originals' payloads.

SELECT ${log}.watch(
    '${app}.messages',
    channel => 'message_change',
    room => 'channel:{channel_id}',
    columns => '{id,channel_id,user_id,content,created_at,updated_at,deleted_at,metadata}',
    notify => true);

-- A reaction knows its message, and the message its channel.
--
-- When a message is deleted, the foreign key would take its reactions after it, and then nobody could
-- tell their channel. So they go first; their events stand before the message's.
CREATE FUNCTION ${log}.delete_reactions_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM ${app}.reactions AS r WHERE r.message_id = OLD.id;
    RETURN OLD;
END
$$;
REVOKE ALL ON FUNCTION ${log}.delete_reactions_first() FROM PUBLIC;

CREATE TRIGGER messages_delete_reactions_first
    BEFORE DELETE ON ${app}.messages
    FOR EACH ROW
    EXECUTE FUNCTION ${log}.delete_reactions_first();

-- One that came in between goes by foreign key all the same. Then the channel is in the message's own
-- event, which this transaction has written and the sequencer cannot have taken.
CREATE FUNCTION ${log}.reaction_room(reaction jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    message constant text := reaction ->> 'message_id';
    room text;
BEGIN
    SELECT 'channel:' || m.channel_id INTO room
    FROM ${app}.messages AS m WHERE m.id = message;
    IF NOT FOUND THEN
        SELECT p.room INTO room
        FROM ${log}.pending_events AS p
        WHERE p.tx = pg_current_xact_id() AND p.aggregate_id = 'messages:' || message
        ORDER BY p.tx DESC, p.seq DESC
        LIMIT 1;
    END IF;
    RETURN room;
END
$$;
REVOKE ALL ON FUNCTION ${log}.reaction_room(jsonb) FROM PUBLIC;

SELECT ${log}.watch(
    '${app}.reactions',
    channel => 'reaction_change',
    room_function => '${log}.reaction_room',
    columns => '{id,message_id,user_id,emoji,created_at}',
    notify => true);

-- last_seen alone is a heart beat, not news.
SELECT ${log}.watch(
    '${app}.user_status',
    channel => 'user_status_change',
    room => 'users',
    columns => '{user_id,status,custom_status,last_seen}',
    when_changed => '{status,custom_status}',
    notify => true);

SELECT ${log}.watch(
    '${app}.channel_members',
    channel => 'channel_member_change',
    room => 'channel:{channel_id}',
    columns => '{channel_id,user_id,role,joined_at}',
    notify => true);

SELECT ${log}.watch(
    '${app}.bookings',
    channel => 'booking_created',
    room => 'merchant:{merchant_id}',
    columns => '{id,merchant_id,customer_name,service,staff,starts_at,ends_at,status,price,
                 created_at,updated_at}',
    operations => '{INSERT}',
    notify => true,
    payload => '{"id": "id", "merchantId": "merchant_id", "status": "status"}');

SELECT ${log}.watch(
    '${app}.bookings',
    channel => 'booking_updated',
    room => 'merchant:{merchant_id}',
    columns => '{id,merchant_id,customer_name,service,staff,starts_at,ends_at,status,price,
                 created_at,updated_at}',
    when_changed => '{status}',
    operations => '{UPDATE}',
    notify => true,
    payload => '{"id": "id", "merchantId": "merchant_id",
                 "oldStatus": "old.status", "newStatus": "status"}');

SELECT ${log}.watch(
    '${app}.bookings',
    channel => 'booking_deleted',
    room => 'merchant:{merchant_id}',
    columns => '{id,merchant_id,customer_name,service,staff,starts_at,ends_at,status,price,
                 created_at,updated_at}',
    operations => '{DELETE}',
    notify => true,
    payload => '{"id": "id", "merchantId": "merchant_id"}');
