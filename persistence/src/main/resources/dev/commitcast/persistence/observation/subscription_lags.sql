-- How far persistent subscriptions have come. The age is that of the first event behind the slowest
-- checkpoint.
SELECT
    g.name,
    greatest(0, ${log}.head() - g.checkpoint) AS lag,
    coalesce((SELECT (extract(epoch FROM clock_timestamp() - e.created_at) * 1000)::bigint
              FROM ${log}.events AS e WHERE e.version > g.checkpoint
              ORDER BY e.version LIMIT 1), 0) AS age,
    (SELECT count(*) FROM ${log}.parked_events AS p WHERE p.subscription = g.name) AS parked,
    g.leased,
    g.partitions
FROM (
    SELECT
        s.name,
        min(s.checkpoint) AS checkpoint,
        count(*) FILTER (WHERE s.lease_until > clock_timestamp()) AS leased,
        count(*) AS partitions
    FROM ${log}.subscriptions AS s
    GROUP BY s.name
    ORDER BY s.name
    LIMIT 200
) AS g
ORDER BY g.name
