-- The log's version of an event, null while it has none, and where a projection stands.
-- Parameters: 1 event id or null, 2 projection.
SELECT
    (SELECT e.version FROM ${log}.events AS e WHERE e.id = ?) AS version,
    p.position
FROM ${log}.projections AS p
WHERE p.name = ?
