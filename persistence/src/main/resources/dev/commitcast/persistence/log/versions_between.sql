-- The versions of the first and the last event made in a span of time. Versions are in the order of
-- commits and times are not quite, so all of the span is looked at, in the index alone.
-- Parameters: 1 from, inclusive; 2 until, exclusive.
SELECT min(e.version) AS first_version, max(e.version) AS last_version
FROM ${log}.events AS e
WHERE e.created_at >= ? AND e.created_at < ?
