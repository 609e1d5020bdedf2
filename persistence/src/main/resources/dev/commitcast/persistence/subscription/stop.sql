-- Stops the whole subscription, on the word of one who holds the lease of a partition.
-- Parameters: 1 name; 2 partition; 3 fence; 4 reason.
WITH all_of_it AS (
    SELECT s.name, s.partition, s.fence
    FROM ${log}.subscriptions AS s
    WHERE s.name = ?
    ORDER BY s.partition
    FOR UPDATE
),
asking AS (
    SELECT a.name FROM all_of_it AS a WHERE a.partition = ? AND a.fence = ?
)
UPDATE ${log}.subscriptions AS s
SET stopped_at = coalesce(s.stopped_at, clock_timestamp()),
    stop_reason = coalesce(s.stop_reason, ?),
    updated_at = clock_timestamp()
FROM all_of_it AS a, asking AS k
WHERE s.name = a.name AND s.partition = a.partition AND s.name = k.name
RETURNING s.partition
