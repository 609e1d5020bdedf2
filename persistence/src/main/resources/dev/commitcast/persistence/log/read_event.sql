-- One event, sequenced or appended and still waiting for its version.
-- Parameters: 1, 2 id.
SELECT
    e.version, e.id, e.aggregate_id, e.stream_version, e.event_type, e.room,
    e.data::text AS data, e.metadata::text AS metadata, e.tx::text AS tx, e.tx_last,
    e.created_at, e.sequenced_at, e.bytes
FROM ${log}.events AS e
WHERE e.id = ?
UNION ALL
SELECT
    NULL, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data::text, p.metadata::text, p.tx::text, false,
    p.created_at, NULL, octet_length(p.data::text)
FROM ${log}.pending_events AS p
WHERE p.id = ?
LIMIT 1
