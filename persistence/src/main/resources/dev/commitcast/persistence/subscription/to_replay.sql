-- What a partition's holder is asked to try again.
-- Parameters: 1 name; 2 partition; 3 most.
SELECT p.version, p.epoch, p.attempts
FROM ${log}.parked_events AS p
WHERE p.subscription = ? AND p.partition = ? AND p.replay_at IS NOT NULL
ORDER BY p.version
LIMIT ?
