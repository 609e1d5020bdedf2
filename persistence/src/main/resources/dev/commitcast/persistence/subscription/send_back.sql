-- A consumer elsewhere could not handle an event. Its lease goes on under a new fencing number: what
-- was delivered behind this event is delivered again, and an answer to the first delivery, which would
-- pass this event over, is refused.
-- Parameters: 1 milliseconds; 2 error; 3 version; 4 name; 5 partition; 6 fence.
UPDATE ${log}.subscriptions AS s
SET attempts = CASE WHEN s.attempts_of = g.version THEN s.attempts + 1 ELSE 1 END,
    attempts_of = g.version,
    fence = nextval('${log}.subscription_fences'),
    retry_at = clock_timestamp() + ? * interval '1 millisecond',
    last_error = ?,
    redeliveries = s.redeliveries + 1,
    updated_at = clock_timestamp()
FROM (SELECT ?::bigint AS version) AS g
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND s.checkpoint < g.version
RETURNING s.attempts
