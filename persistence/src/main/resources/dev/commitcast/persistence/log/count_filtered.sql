-- How many events of a stretch of versions match a filter. Parameters as in read_filtered.sql.
SELECT count(*)
FROM ${log}.events AS e
WHERE e.version > ? AND e.version <= ?
  AND (?::boolean OR e.event_type <> 'commitcast_canary')
  AND (cardinality(?::text[]) = 0 OR e.event_type = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR e.aggregate_id = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR e.room = ANY (?::text[]))
  AND (cardinality(?::text[]) = 0 OR split_part(e.aggregate_id, ':', 1) = ANY (?::text[]))
