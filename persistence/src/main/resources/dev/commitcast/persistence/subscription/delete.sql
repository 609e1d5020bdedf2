-- Ends a subscription; its parked events go with it.
-- Parameters: 1 name; 2 name.
WITH consumers AS (
    DELETE FROM ${log}.subscription_consumers AS c WHERE c.subscription = ?
)
DELETE FROM ${log}.subscriptions AS s WHERE s.name = ?
