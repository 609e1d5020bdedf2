-- Moves a projection that the transaction has taken.
-- Parameters: 1 position, 2 whether it was built anew, 3 name.
UPDATE ${log}.projections AS p
SET position = ?,
    moved_at = clock_timestamp(),
    rebuilt_at = CASE WHEN ? THEN clock_timestamp() ELSE p.rebuilt_at END,
    attempts = 0,
    error = NULL,
    failed_at = NULL
WHERE p.name = ?
