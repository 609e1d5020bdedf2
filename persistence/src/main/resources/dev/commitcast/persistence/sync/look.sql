-- Where a pushed event's stream stands, and what is known of its id: in the log, or in review.
-- Always one row. Parameters: stream, id, type, data.
SELECT
    coalesce(s.stream_version, 0) AS stream_version,
    s.deleted_at IS NOT NULL AS deleted,
    k.stream_version AS known_at,
    k.id IS NOT NULL AS known,
    k.aggregate_id = q.stream_id AND k.event_type = q.event_type
        AND k.data IS NOT DISTINCT FROM q.data AS same,
    r.id AS review,
    r.decision
FROM (SELECT ?::text AS stream_id, ?::text AS event_id, ?::text AS event_type, ?::jsonb AS data) AS q
LEFT JOIN ${log}.streams AS s ON s.stream_id = q.stream_id
LEFT JOIN LATERAL (
    SELECT e.id, e.aggregate_id, e.stream_version, e.event_type, e.data
    FROM ${log}.events AS e WHERE e.id = q.event_id
    UNION ALL
    SELECT p.id, p.aggregate_id, p.stream_version, p.event_type, p.data
    FROM ${log}.pending_events AS p WHERE p.id = q.event_id
    LIMIT 1
) AS k ON true
LEFT JOIN ${log}.sync_reviews AS r ON r.event_id = q.event_id
