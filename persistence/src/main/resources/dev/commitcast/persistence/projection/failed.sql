-- Notes that what comes after a projection's position could not be projected.
-- Parameters: 1 error, 2 name.
UPDATE ${log}.projections AS p
SET attempts = p.attempts + 1, error = ?, failed_at = clock_timestamp()
WHERE p.name = ?
