-- The transactions that wait, in the order in which they go, for when some must be held back: the
-- caller chooses among them and drains those alone.
--
-- Parameters: 1 scan window, as in drain.sql; 2 transactions that are held back already; 3 how many.
--
-- Answers one row for each, or a single one with tx null: window (this statement's snapshot),
-- oldest_running, tx, rows, streams (a hash of each name, because a transaction may touch millions).
WITH given AS (
    SELECT ?::pg_snapshot AS seen, ?::xid8[] AS held
),
log_end AS (
    SELECT e.tx, e.tx_last FROM ${log}.events AS e ORDER BY e.version DESC LIMIT 1
)
SELECT
    pg_current_snapshot()::text AS window,
    pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_running,
    w.tx,
    w.rows,
    w.streams
FROM (VALUES (true)) AS always
LEFT JOIN (
    SELECT
        p.tx,
        count(*) AS rows,
        max(p.seq) AS last_seq,
        -- of which the last batch could take only a part: nothing else comes before its rest
        p.tx = (SELECT l.tx FROM log_end AS l WHERE NOT l.tx_last) AS unfinished,
        array_agg(DISTINCT hashtextextended(p.aggregate_id, 0)) AS streams
    FROM ${log}.pending_events AS p
    WHERE (p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
      AND p.tx NOT IN (SELECT unnest(g.held) FROM given AS g)
    GROUP BY p.tx
    ORDER BY unfinished DESC NULLS LAST, last_seq
    LIMIT ?
) AS w ON true
ORDER BY w.unfinished DESC NULLS LAST, w.last_seq
