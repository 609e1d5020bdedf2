-- Goes on, whether it was paused or has stopped. What failed is tried again at once, as if anew. After
-- a stop leases go on under new fencing numbers: a holder that has not noticed the stop yet delivers
-- again what was answered with it.
-- Parameter: 1 name.
WITH all_of_it AS (
    SELECT s.name, s.partition
    FROM ${log}.subscriptions AS s
    WHERE s.name = ?
    ORDER BY s.partition
    FOR UPDATE
)
UPDATE ${log}.subscriptions AS s
SET paused_at = NULL, stopped_at = NULL, stop_reason = NULL, attempts = 0, attempts_of = 0,
    retry_at = NULL,
    fence = CASE WHEN s.stopped_at IS NULL THEN s.fence
        ELSE nextval('${log}.subscription_fences') END,
    updated_at = clock_timestamp()
FROM all_of_it AS a
WHERE s.name = a.name AND s.partition = a.partition
