-- Parameters: id.
SELECT
    r.id, r.event_id, r.stream_id, r.event_type, r.data::text AS data, r.metadata::text AS metadata,
    r.base, r.winner_id, r.winner_version, r.received_at,
    r.decision, r.decided_at, r.decided_by, r.note
FROM ${log}.sync_reviews AS r
WHERE r.id = ?
FOR UPDATE
