-- Ends a subscription; its parked events go with it. Rows are locked in the order of partitions, as
-- everybody locks them.
-- Parameters: 1 name; 2 name.
WITH all_of_it AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ?
    ORDER BY s.partition
    FOR UPDATE
),
consumers AS (
    DELETE FROM ${log}.subscription_consumers AS c WHERE c.subscription = ?
)
DELETE FROM ${log}.subscriptions AS s
USING all_of_it AS a
WHERE s.name = a.name AND s.partition = a.partition
