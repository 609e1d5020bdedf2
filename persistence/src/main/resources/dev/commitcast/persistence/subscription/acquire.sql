-- Takes up to so many partitions that nobody holds. One whose row is locked is left alone: its holder
-- is writing progress, or freezes while doing so, and the server ends such a session in time.
-- Nothing of a later subscription of the same name.
-- Parameters: 1 name; 2 generation; 3 most; 4 consumer; 5 milliseconds.
WITH free AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ? AND s.generation = ?
      AND s.paused_at IS NULL
      AND s.stopped_at IS NULL
      AND (s.lease_until IS NULL OR s.lease_until <= clock_timestamp())
    ORDER BY s.partition
    LIMIT ?
    FOR UPDATE SKIP LOCKED
)
UPDATE ${log}.subscriptions AS s
SET lease_owner = ?,
    lease_until = clock_timestamp() + ? * interval '1 millisecond',
    fence = nextval('${log}.subscription_fences'),
    updated_at = clock_timestamp()
FROM free AS f
WHERE s.name = f.name AND s.partition = f.partition
RETURNING s.partition, s.fence
