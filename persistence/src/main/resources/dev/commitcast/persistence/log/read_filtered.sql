-- The same with a filter, within a stretch of versions that bounds the work of a filter that
-- hardly ever matches. An empty array asks for nothing special. "found" is how many rows there
-- were before the limit on bytes took some away.
-- Parameters: 1, 2 stretch (from exclusive, to inclusive); 3 whether the filter is restricted, for who
-- asks for nothing special is not shown canaries; 4, 5 types; 6, 7 streams; 8, 9 rooms; 10, 11
-- categories; 12 most events; 13 most bytes.
SELECT
    p.version, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data, p.metadata, p.tx, p.tx_last,
    p.created_at, p.bytes, p.found
FROM (
    SELECT
        f.*,
        row_number() OVER (ORDER BY f.version) AS place,
        sum(f.bytes) OVER (ORDER BY f.version ROWS UNBOUNDED PRECEDING) AS bytes_through,
        count(*) OVER () AS found
    FROM (
        SELECT e.*
        FROM ${log}.events AS e
        WHERE e.version > ? AND e.version <= ?
          AND (?::boolean OR e.event_type <> 'commitcast_canary')
          AND (cardinality(?::text[]) = 0 OR e.event_type = ANY (?::text[]))
          AND (cardinality(?::text[]) = 0 OR e.aggregate_id = ANY (?::text[]))
          AND (cardinality(?::text[]) = 0 OR e.room = ANY (?::text[]))
          AND (cardinality(?::text[]) = 0 OR split_part(e.aggregate_id, ':', 1) = ANY (?::text[]))
        ORDER BY e.version
        LIMIT ?
    ) AS f
) AS p
WHERE p.place = 1 OR p.bytes_through <= ?
ORDER BY p.version
