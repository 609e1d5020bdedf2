-- To which streams the events after a version belong, and how many milliseconds ago they were made, by
-- the server's clock.
-- Parameters: 1, 2 stretch (from exclusive, to inclusive); 3 whether the filter is restricted;
-- 4, 5 types; 6, 7 streams; 8, 9 rooms; 10, 11 categories; 12 most.
SELECT
    e.version, e.aggregate_id,
    (extract(epoch FROM clock_timestamp() - e.created_at) * 1000)::bigint AS age
FROM ${log}.events AS e
WHERE e.version > ? AND e.version <= ?
  AND (?::boolean OR e.event_type <> 'commitcast_canary')
  AND (cardinality(?::text[]) = 0 OR e.event_type = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR e.aggregate_id = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR e.room = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR split_part(e.aggregate_id, ':', 1) = ANY (?::text[]))
ORDER BY e.version
LIMIT ?
