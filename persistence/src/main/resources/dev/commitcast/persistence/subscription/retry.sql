-- Notes a failed attempt and when the next one is due. Attempts are those of one event; one that has
-- been handled since is not tried again.
-- Parameters: 1 milliseconds; 2 error; 3 version; 4 name; 5 partition; 6 fence.
UPDATE ${log}.subscriptions AS s
SET attempts = CASE WHEN s.attempts_of = g.version THEN s.attempts + 1 ELSE 1 END,
    attempts_of = g.version,
    retry_at = clock_timestamp() + ? * interval '1 millisecond',
    last_error = ?,
    redeliveries = s.redeliveries + 1,
    updated_at = clock_timestamp()
FROM (SELECT ?::bigint AS version) AS g
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND s.checkpoint < g.version
RETURNING s.attempts
