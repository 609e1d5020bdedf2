-- The data of what came in between, for a merge: objects of the same type, oldest first, at most
-- a hundred and 8 MiB. Parameters: stream, place of the first one, ids of the push, type.
SELECT m.id, m.data
FROM (
    SELECT
        e.id,
        e.data::text AS data,
        e.stream_version,
        sum(octet_length(e.data::text)) OVER (ORDER BY e.stream_version) AS bytes
    FROM ${log}.stream_events AS e
    WHERE e.aggregate_id = ?
        AND e.stream_version >= ?
        AND e.id <> ALL (?)
        AND e.event_type = ?
        AND jsonb_typeof(e.data) = 'object'
    ORDER BY e.stream_version
    LIMIT 100
) AS m
WHERE m.bytes <= 8 * 1024 * 1024
ORDER BY m.stream_version
