-- Parameters: whether open ones only, after which id, how many.
SELECT
    r.id, r.event_id, r.stream_id, r.event_type, r.data::text AS data, r.metadata::text AS metadata,
    r.base, r.winner_id, coalesce(r.winner_version, e.version) AS winner_version, r.received_at,
    r.decision, r.decided_at, r.decided_by, r.note
FROM ${log}.sync_reviews AS r
LEFT JOIN ${log}.events AS e ON e.id = r.winner_id
WHERE (NOT ?::boolean OR r.decision IS NULL) AND r.id > ?
ORDER BY r.id
LIMIT ?
