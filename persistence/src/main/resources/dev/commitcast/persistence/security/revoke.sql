-- Parameters: token id or null, user id or null, until when issued or null for now, when the row may
-- be forgotten or null for never, reason or null.
SELECT ${log}.revoke_access(?, ?, ?, ?, ?)
