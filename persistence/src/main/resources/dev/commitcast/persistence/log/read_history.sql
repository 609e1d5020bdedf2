-- An appended stream as the log keeps it, whatever its readers are shown: also when it is deleted or
-- truncated. With what is not sequenced yet.
-- Parameters: 1 stream, 2 first version, 3 most events, 4 most bytes.
SELECT
    p.version, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data, p.metadata, p.tx, p.tx_last,
    p.created_at, NULL::timestamptz AS sequenced_at, p.bytes
FROM (
    SELECT
        s.*,
        row_number() OVER w AS place,
        sum(coalesce(s.bytes, 0)) OVER w AS bytes_through
    FROM ${log}.stream_events AS s
    WHERE s.aggregate_id = ? AND s.stream_version >= ?
    WINDOW w AS (ORDER BY s.stream_version ROWS UNBOUNDED PRECEDING)
    ORDER BY s.stream_version
    LIMIT ?
) AS p
WHERE p.place = 1 OR p.bytes_through <= ?
ORDER BY p.stream_version
