-- Nobody takes a partition from now on; who holds one gives it back after the event in hand.
-- Parameter: 1 name.
WITH all_of_it AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ?
    ORDER BY s.partition
    FOR UPDATE
)
UPDATE ${log}.subscriptions AS s
SET paused_at = coalesce(s.paused_at, clock_timestamp()), updated_at = clock_timestamp()
FROM all_of_it AS a
WHERE s.name = a.name AND s.partition = a.partition
