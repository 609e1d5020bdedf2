-- How far projections have come.
SELECT
    p.name,
    greatest(0, ${log}.head() - p.position) AS lag,
    coalesce((SELECT (extract(epoch FROM clock_timestamp() - e.created_at) * 1000)::bigint
              FROM ${log}.events AS e WHERE e.version > p.position
              ORDER BY e.version LIMIT 1), 0) AS age,
    0 AS parked,
    0 AS leased,
    1 AS partitions
FROM ${log}.projections AS p
ORDER BY p.name
LIMIT 200
