-- The versions of the first and the last event made in a span of time. Versions are in the order of
-- commits and times are not quite, so all of the span is looked at, and nothing beside it: without
-- OFFSET 0 the planner would walk the log from both ends for the minimum and the maximum.
-- Parameters: 1 from, inclusive; 2 until, exclusive.
SELECT min(e.version) AS first_version, max(e.version) AS last_version
FROM (
    SELECT l.version FROM ${log}.events AS l WHERE l.created_at >= ? AND l.created_at < ? OFFSET 0
) AS e
