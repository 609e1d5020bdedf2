-- Parameters: state, place, line, size, added, repeated, faulty, faults, digest, id.
UPDATE ${log}.transfers
SET state = ?, place = ?, line = ?, size = ?, added = ?, repeated = ?, faulty = ?,
    faults = ?::jsonb, digest = ?, updated_at = clock_timestamp()
WHERE id = ?
