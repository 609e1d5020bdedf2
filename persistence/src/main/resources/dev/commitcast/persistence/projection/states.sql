-- Where projections stand.
-- Parameters: 1, 2 name, or null for all.
SELECT
    p.name, p.position, h.head, p.attempts, p.error, p.failed_at, p.created_at, p.moved_at,
    p.rebuilt_at,
    -- when the first event was made that is not projected
    (SELECT e.created_at FROM ${log}.events AS e
     WHERE e.version > p.position ORDER BY e.version LIMIT 1) AS waiting_since
FROM ${log}.projections AS p, ${log}.head() AS h (head)
WHERE ?::text IS NULL OR p.name = ?
ORDER BY p.name
