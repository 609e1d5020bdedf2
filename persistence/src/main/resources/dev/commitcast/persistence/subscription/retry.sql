-- Notes a failed attempt and when the next one is due. The event behind the checkpoint is meant; an
-- event that has been handled since is not tried again.
-- Parameters: 1 milliseconds; 2 error; 3 name; 4 partition; 5 fence; 6 version.
UPDATE ${log}.subscriptions AS s
SET attempts = s.attempts + 1,
    retry_at = clock_timestamp() + ? * interval '1 millisecond',
    last_error = ?,
    redeliveries = s.redeliveries + 1,
    updated_at = clock_timestamp()
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND s.checkpoint < ?
RETURNING s.attempts
