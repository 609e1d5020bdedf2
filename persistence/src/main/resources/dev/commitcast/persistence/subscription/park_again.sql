-- A replayed event has failed once more; it stays where it was until somebody asks again.
-- Parameters: 1 name; 2 partition; 3 fence; 4 error; 5 name; 6 partition; 7 version.
WITH held AS (
    SELECT FROM ${log}.subscriptions AS s
    WHERE s.name = ? AND s.partition = ? AND s.fence = ?
    FOR UPDATE
)
UPDATE ${log}.parked_events AS p
SET error = ?, attempts = p.attempts + 1, parked_at = clock_timestamp(), replay_at = NULL
WHERE p.subscription = ? AND p.partition = ? AND p.version = ? AND EXISTS (SELECT FROM held)
RETURNING p.version
