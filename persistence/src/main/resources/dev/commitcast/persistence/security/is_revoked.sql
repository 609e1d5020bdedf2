-- Whether a token, or its user's older tokens, are not trusted any more.
-- Parameters: token id, user id, when it was issued (null: unknown, so revoked with the user).
SELECT EXISTS (SELECT FROM ${log}.revocations AS r WHERE r.token_id = ?)
    OR EXISTS (
        SELECT FROM ${log}.revocations AS r
        WHERE r.user_id = ? AND r.issued_until >= coalesce(?::timestamptz, '-infinity'))
