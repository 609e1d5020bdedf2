-- Asks for another try of one parked event, or of all when the version is null.
-- Parameters: 1 name; 2, 3 version.
UPDATE ${log}.parked_events AS p
SET replay_at = clock_timestamp()
WHERE p.subscription = ? AND (?::bigint IS NULL OR p.version = ?::bigint)
