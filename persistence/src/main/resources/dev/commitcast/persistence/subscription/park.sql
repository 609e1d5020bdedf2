-- Puts an event aside and moves the checkpoint past it. One that the checkpoint has passed already was
-- handled, and stays so: a commit may have happened although its answer was lost.
-- Parameters: 1 epoch; 2 version; 3 name; 4 partition; 5 fence; 6 error; 7 attempts.
WITH moved AS (
    UPDATE ${log}.subscriptions AS s
    SET epoch = g.epoch,
        checkpoint = g.version,
        attempts = CASE WHEN g.version >= s.attempts_of THEN 0 ELSE s.attempts END,
        retry_at = CASE WHEN g.version >= s.attempts_of THEN NULL ELSE s.retry_at END,
        last_error = CASE WHEN g.version >= s.attempts_of THEN NULL ELSE s.last_error END,
        updated_at = clock_timestamp()
    FROM (SELECT ?::integer AS epoch, ?::bigint AS version) AS g
    WHERE s.name = ? AND s.partition = ? AND s.fence = ?
      AND g.version > s.checkpoint AND g.version <= ${log}.head()
    RETURNING s.name, s.partition, g.version, g.epoch
)
INSERT INTO ${log}.parked_events AS p (subscription, partition, version, epoch, error, attempts)
SELECT m.name, m.partition, m.version, m.epoch, ?, ?
FROM moved AS m
ON CONFLICT (subscription, partition, version) DO UPDATE
SET error = excluded.error,
    attempts = p.attempts + excluded.attempts,
    parked_at = clock_timestamp(),
    replay_at = NULL
RETURNING p.version
