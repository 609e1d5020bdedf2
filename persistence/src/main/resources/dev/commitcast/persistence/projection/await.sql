-- Takes a projection to the end of the transaction, when whoever has it has committed.
-- Parameter: 1 name.
SELECT p.position
FROM ${log}.projections AS p
WHERE p.name = ?
FOR NO KEY UPDATE
