-- Moves every checkpoint to one place. The fences are drawn anew: whoever held a lease has lost it. Parked
-- events behind the new place will come again by themselves.
-- Parameters: 1 name; 2 version; 3 epoch; 4 version.
WITH all_of_it AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ?
    ORDER BY s.partition
    FOR UPDATE
),
no_longer_parked AS (
    DELETE FROM ${log}.parked_events AS p
    USING all_of_it AS a
    WHERE p.subscription = a.name AND p.partition = a.partition AND p.version > ?
)
UPDATE ${log}.subscriptions AS s
SET epoch = ?, checkpoint = ?, fence = nextval('${log}.subscription_fences'),
    lease_owner = NULL, lease_until = NULL, attempts = 0, attempts_of = 0, retry_at = NULL,
    last_error = NULL, updated_at = clock_timestamp()
FROM all_of_it AS a
WHERE s.name = a.name AND s.partition = a.partition
