-- The events after a version, as many as the limits allow but at least one.
-- Parameters: 1 version, 2 most events, 3 most bytes.
SELECT
    p.version, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data, p.metadata, p.tx, p.tx_last,
    p.created_at, p.sequenced_at, p.bytes
FROM (
    SELECT
        e.*,
        row_number() OVER (ORDER BY e.version) AS place,
        sum(e.bytes) OVER (ORDER BY e.version ROWS UNBOUNDED PRECEDING) AS bytes_through
    FROM ${log}.events AS e
    WHERE e.version > ?
    ORDER BY e.version
    LIMIT ?
) AS p
WHERE p.place = 1 OR p.bytes_through <= ?
ORDER BY p.version
