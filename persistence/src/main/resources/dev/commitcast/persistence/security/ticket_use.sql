-- Uses a ticket up: whoever deletes the row has it, and nobody else.
-- Parameters: digest.
DELETE FROM ${log}.tickets AS t WHERE t.digest = ?
RETURNING t.caller::text AS caller, t.expires_at > clock_timestamp() AS good
