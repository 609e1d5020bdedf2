-- Parameters: decision, who, note, id.
UPDATE ${log}.sync_reviews
SET decision = ?::text, decided_at = clock_timestamp(), decided_by = ?::text, note = ?::text
WHERE id = ?
