-- What is known about streams: those that were appended to, and the histories of watched rows. No
-- row for a name that is neither.
-- Parameters: 1, 2 names.
SELECT
    coalesce(s.stream_id, h.aggregate_id) AS stream_id,
    coalesce(s.stream_version, h.events) AS stream_version,
    s.stream_id IS NULL AS captured,
    coalesce(s.created_at, h.first_at) AS created_at,
    coalesce(s.updated_at, h.last_at) AS updated_at,
    s.deleted_at,
    coalesce(s.truncate_before, 1) AS truncate_before,
    s.metadata::text AS metadata
FROM (
    SELECT r.* FROM ${log}.streams AS r
    WHERE r.stream_id = ANY (?::text[]) AND r.stream_version > 0
) AS s
FULL JOIN (
    SELECT
        e.aggregate_id,
        count(*) AS events,
        min(e.created_at) AS first_at,
        max(e.created_at) AS last_at
    FROM ${log}.events AS e
    WHERE e.aggregate_id = ANY (?::text[]) AND e.stream_version IS NULL
    GROUP BY e.aggregate_id
) AS h ON h.aggregate_id = s.stream_id
