-- One stream backwards: sequenced events, and appended ones that still wait for their version.
-- A place in the stream is its stream version; for captured changes, which have none, its rank.
-- Parameters: 1 stream, 2 last place, 3 most events, 4 most bytes.
WITH placed AS (
    SELECT
        s.*,
        coalesce(s.stream_version, row_number() OVER (ORDER BY s.version)) AS place
    FROM ${log}.stream_events AS s
    WHERE s.aggregate_id = ?
),
page AS (
    SELECT p.*, sum(p.bytes) OVER (ORDER BY p.place DESC) - p.bytes AS bytes_before
    FROM placed AS p
    WHERE p.place <= ?
    ORDER BY p.place DESC
    LIMIT ?
)
SELECT
    p.version, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data::text AS data, p.metadata::text AS metadata, p.tx::text AS tx, p.tx_last,
    p.created_at, p.bytes
FROM page AS p
WHERE p.bytes_before < ?
ORDER BY p.place DESC
