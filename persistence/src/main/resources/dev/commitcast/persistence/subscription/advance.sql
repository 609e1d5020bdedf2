-- Moves a checkpoint forwards, never back; changes nothing for one who has lost the lease, or for a
-- version that is not there yet. What an event behind it has failed is not forgotten.
-- Parameters: 1 epoch; 2 version; 3 name; 4 partition; 5 fence.
UPDATE ${log}.subscriptions AS s
SET epoch = CASE WHEN g.version > s.checkpoint THEN g.epoch ELSE s.epoch END,
    checkpoint = greatest(s.checkpoint, g.version),
    attempts = CASE WHEN g.version >= s.attempts_of THEN 0 ELSE s.attempts END,
    retry_at = CASE WHEN g.version >= s.attempts_of THEN NULL ELSE s.retry_at END,
    last_error = CASE WHEN g.version >= s.attempts_of THEN NULL ELSE s.last_error END,
    updated_at = clock_timestamp()
FROM (SELECT ?::integer AS epoch, ?::bigint AS version) AS g
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND g.version <= ${log}.head()
RETURNING s.checkpoint
