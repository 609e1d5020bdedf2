-- The newest imports, or one. Parameters: id twice (null for all), how many.
SELECT
    l.id, l.format, l.name, l.state, l.place, l.line, l.size, l.added, l.repeated, l.faulty,
    l.faults::text AS faults, l.digest, l.started_at, l.updated_at
FROM ${log}.transfers AS l
WHERE ?::text IS NULL OR l.id = ?::text
ORDER BY l.started_at DESC, l.id DESC
LIMIT ?
