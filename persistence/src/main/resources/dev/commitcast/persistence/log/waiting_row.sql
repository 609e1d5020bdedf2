-- What to call an event that cannot be moved: the n-th of a transaction that still waits.
-- Parameters: 1 transaction, 2 how many stand before it.
SELECT p.seq, p.aggregate_id AS stream, p.event_type AS type
FROM ${log}.pending_events AS p
WHERE p.tx = ?::xid8
ORDER BY p.seq
LIMIT 1 OFFSET ?
