-- Prolongs exactly those leases that a consumer has workers for, in the order of partitions as
-- everybody locks them. One that has run out and that nobody has taken since is prolonged too.
-- Parameters: 1 name; 2 consumer; 3, 4 partitions and their fences; 5 milliseconds.
WITH mine AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ? AND s.lease_owner = ?
      AND (s.partition, s.fence) IN (SELECT * FROM unnest(?::integer[], ?::bigint[]))
    ORDER BY s.partition
    FOR UPDATE OF s
)
UPDATE ${log}.subscriptions AS s
SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
FROM mine AS m
WHERE s.name = m.name AND s.partition = m.partition
RETURNING s.partition, s.fence
