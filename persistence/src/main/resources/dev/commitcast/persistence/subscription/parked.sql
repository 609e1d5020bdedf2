-- Parked events, with what the log still knows of them.
-- Parameters: 1 name; 2 after this version; 3 most.
SELECT
    p.partition, p.version, p.epoch, p.error, p.attempts, p.parked_at,
    p.replay_at IS NOT NULL AS to_replay,
    e.id, e.aggregate_id, e.event_type
FROM ${log}.parked_events AS p
LEFT JOIN ${log}.events AS e ON e.version = p.version
WHERE p.subscription = ? AND p.version > ?
ORDER BY p.version
LIMIT ?
