-- Gives one partition back.
-- Parameters: 1 name; 2 partition; 3 fence.
UPDATE ${log}.subscriptions AS s
SET lease_owner = NULL, lease_until = NULL, updated_at = clock_timestamp()
WHERE s.name = ? AND s.partition = ? AND s.fence = ?
