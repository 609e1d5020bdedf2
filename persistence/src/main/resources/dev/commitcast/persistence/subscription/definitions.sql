-- The definitions of one subscription, or of all when the name is null.
-- Parameters: 1, 2 name.
SELECT
    s.name, s.filter::text AS filter, s.start_from, s.partitions, s.settings::text AS settings,
    s.generation
FROM ${log}.subscriptions AS s
WHERE s.partition = 0 AND (?::text IS NULL OR s.name = ?)
ORDER BY s.name
