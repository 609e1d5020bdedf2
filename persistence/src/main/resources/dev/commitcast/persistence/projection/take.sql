-- Takes a projection to the end of the transaction; no row if somebody else has it at this moment.
-- Parameter: 1 name.
SELECT p.position
FROM ${log}.projections AS p
WHERE p.name = ?
FOR NO KEY UPDATE SKIP LOCKED
