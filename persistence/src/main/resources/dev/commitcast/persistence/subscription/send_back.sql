-- A consumer elsewhere could not handle an event. Its lease goes on under a new fencing number: what
-- was delivered behind this event is delivered again, and an answer to the first delivery, which would
-- pass this event over, is refused.
-- Parameters: 1 milliseconds; 2 error; 3 name; 4 partition; 5 fence; 6 version.
UPDATE ${log}.subscriptions AS s
SET attempts = s.attempts + 1,
    fence = s.fence + 1,
    retry_at = clock_timestamp() + ? * interval '1 millisecond',
    last_error = ?,
    redeliveries = s.redeliveries + 1,
    updated_at = clock_timestamp()
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND s.checkpoint < ?
RETURNING s.attempts
