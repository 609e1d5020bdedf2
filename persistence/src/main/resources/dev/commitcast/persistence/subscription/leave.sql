-- A consumer goes: its leases are free at once.
-- Parameters: 1 name; 2 consumer; 3 name; 4 consumer.
WITH gone AS (
    DELETE FROM ${log}.subscription_consumers AS c WHERE c.subscription = ? AND c.consumer = ?
),
mine AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ? AND s.lease_owner = ?
    ORDER BY s.partition
    FOR UPDATE
)
UPDATE ${log}.subscriptions AS s
SET lease_owner = NULL, lease_until = NULL, updated_at = clock_timestamp()
FROM mine AS m
WHERE s.name = m.name AND s.partition = m.partition
