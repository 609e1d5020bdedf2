-- Keeps a ticket, and forgets some that nobody has used in time.
-- Parameters: digest, caller, seconds that it lives.
WITH old AS (
    SELECT t.digest FROM ${log}.tickets AS t
    WHERE t.expires_at < clock_timestamp() - interval '1 minute'
    ORDER BY t.expires_at LIMIT 100
    FOR UPDATE SKIP LOCKED
), forgotten AS (
    DELETE FROM ${log}.tickets AS t USING old WHERE t.digest = old.digest
)
INSERT INTO ${log}.tickets (digest, caller, expires_at)
VALUES (?, ?::jsonb, clock_timestamp() + make_interval(secs => ?))
