-- The first event that came to a stream after what a client had seen, from somebody else and not
-- by the same push. Looks at the stream's newest thousand, which is as far as anybody lags.
-- Parameters: stream, base, ids of the push, origin twice.
SELECT n.id, n.version, n.stream_version, n.event_type
FROM (
    SELECT e.id, e.version, e.stream_version, e.event_type, e.metadata
    FROM ${log}.stream_events AS e
    WHERE e.aggregate_id = ? AND e.stream_version IS NOT NULL
    ORDER BY e.stream_version DESC
    LIMIT 1000
) AS n
WHERE (n.version IS NULL OR n.version > ?)
    AND n.id <> ALL (?)
    AND (?::text IS NULL OR n.metadata ->> 'origin_node' IS DISTINCT FROM ?::text)
ORDER BY n.stream_version
LIMIT 1
