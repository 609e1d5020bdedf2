-- The last import of the same content, if it did not come to its end. Parameters: fingerprint.
SELECT t.*
FROM (
    SELECT
        l.id, l.format, l.name, l.state, l.place, l.line, l.size, l.added, l.repeated, l.faulty,
        l.faults::text AS faults, l.digest, l.started_at, l.updated_at
    FROM ${log}.transfers AS l
    WHERE l.fingerprint = ?
    ORDER BY l.started_at DESC, l.id DESC
    LIMIT 1
) AS t
WHERE t.state <> 'done'
