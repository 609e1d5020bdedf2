-- Ends the watches of the chat and the bookings; events that they made stay in the log.
SELECT ${log}.unwatch('${app}.bookings', channel => 'booking_deleted');
SELECT ${log}.unwatch('${app}.bookings', channel => 'booking_updated');
SELECT ${log}.unwatch('${app}.bookings', channel => 'booking_created');
SELECT ${log}.unwatch('${app}.channel_members', channel => 'channel_member_change');
SELECT ${log}.unwatch('${app}.user_status', channel => 'user_status_change');
SELECT ${log}.unwatch('${app}.reactions', channel => 'reaction_change');
DROP FUNCTION ${log}.reaction_room(jsonb);
DROP TRIGGER messages_delete_reactions_first ON ${app}.messages;
DROP FUNCTION ${log}.delete_reactions_first();
SELECT ${log}.unwatch('${app}.messages', channel => 'message_change');
