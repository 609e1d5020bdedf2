-- Names of streams after a name, in the database's order: those that were appended to, and the
-- histories of watched rows. Jumps from name to name over two indexes, so that a page costs as much
-- as it has names, however many events each stream has. Canaries are not shown.
-- Parameters: 1, 2 the name before the first (empty for the beginning); 3 most names.
WITH RECURSIVE names (name) AS (
    SELECT least(
        (SELECT s.stream_id FROM ${log}.streams AS s
         WHERE s.stream_id > ? AND s.stream_version > 0 ORDER BY s.stream_id LIMIT 1),
        (SELECT e.aggregate_id FROM ${log}.events AS e
         WHERE e.aggregate_id > ? ORDER BY e.aggregate_id LIMIT 1))
    UNION ALL
    SELECT least(
        (SELECT s.stream_id FROM ${log}.streams AS s
         WHERE s.stream_id > n.name AND s.stream_version > 0 ORDER BY s.stream_id LIMIT 1),
        (SELECT e.aggregate_id FROM ${log}.events AS e
         WHERE e.aggregate_id > n.name ORDER BY e.aggregate_id LIMIT 1))
    FROM names AS n
    WHERE n.name IS NOT NULL
)
SELECT n.name
FROM names AS n
WHERE n.name IS NOT NULL AND n.name NOT LIKE 'commitcast\_canary:%'
LIMIT ?
