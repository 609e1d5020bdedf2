-- The transaction that goes next, for a log line when it cannot be moved.
SELECT p.tx::text AS tx, min(p.seq) AS seq, count(*) AS events,
    min(p.aggregate_id) AS stream, min(p.event_type) AS type
FROM ${log}.pending_events AS p
GROUP BY p.tx
ORDER BY max(p.seq)
LIMIT 1
