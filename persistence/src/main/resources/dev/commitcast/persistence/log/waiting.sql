-- The transactions that wait, in the order in which they go, for when some must be held back: the
-- caller chooses among them and drains those alone.
--
-- As in drain.sql only the rows with the lowest numbers are looked at: a transaction whose last row
-- is among them goes before every one whose last row is not, so these are the first of the order,
-- each with all its rows. However much waits, a round costs what it can use.
--
-- Parameters: 1 scan window, as in drain.sql; 2 transactions that are held back already; 3 most
-- rows that are looked at; 4 most transactions.
--
-- Answers one row for each, or a single one with tx null: window (this statement's snapshot),
-- oldest_running, more (others may wait behind them), tx, rows, streams (a hash of each name,
-- because a transaction may touch millions).
WITH given AS (
    SELECT ?::pg_snapshot AS seen, ?::xid8[] AS held, ?::integer AS max_rows, ?::integer AS most
),
-- of which the last batch could take only a part: nothing else comes before its rest
unfinished AS (
    SELECT l.tx
    FROM (SELECT e.tx, e.tx_last FROM ${log}.events AS e ORDER BY e.version DESC LIMIT 1) AS l
    WHERE NOT l.tx_last
      AND (l.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR l.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
      AND l.tx NOT IN (SELECT unnest(g.held) FROM given AS g)
),
candidates AS MATERIALIZED (
    SELECT p.tx, p.seq, p.aggregate_id
    FROM ${log}.pending_events AS p
    WHERE (p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
      AND p.tx NOT IN (SELECT unnest(g.held) FROM given AS g)
      AND p.tx IS DISTINCT FROM (SELECT u.tx FROM unfinished AS u)
    ORDER BY p.seq
    LIMIT (SELECT g.max_rows + 1 FROM given AS g)
),
reach AS MATERIALIZED (
    SELECT max(c.seq) AS seq, count(*) > (SELECT g.max_rows FROM given AS g) AS cut_short
    FROM candidates AS c
),
whole AS MATERIALIZED (
    SELECT t.tx, t.rows, t.last_seq, t.streams
    FROM (
        SELECT
            c.tx,
            count(*) AS rows,
            max(c.seq) AS last_seq,
            array_agg(DISTINCT hashtextextended(c.aggregate_id, 0)) AS streams
        FROM candidates AS c
        GROUP BY c.tx
    ) AS t
    CROSS JOIN reach AS r
    WHERE NOT r.cut_short
       OR NOT EXISTS (SELECT FROM ${log}.pending_events AS q WHERE q.tx = t.tx AND q.seq > r.seq)
),
-- No transaction ends within reach: the one that ends first is the next. Looking for it reads
-- everything that waits, once per transaction that is larger than the reach.
giant AS MATERIALIZED (
    SELECT p.tx
    FROM ${log}.pending_events AS p
    WHERE (SELECT r.cut_short FROM reach AS r)
      AND NOT EXISTS (SELECT FROM whole)
      AND NOT EXISTS (SELECT FROM unfinished)
      AND (p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
      AND p.tx NOT IN (SELECT unnest(g.held) FROM given AS g)
    GROUP BY p.tx
    ORDER BY max(p.seq)
    LIMIT 1
),
found AS (
    SELECT
        p.tx,
        count(*) AS rows,
        max(p.seq) AS last_seq,
        true AS first,
        array_agg(DISTINCT hashtextextended(p.aggregate_id, 0)) AS streams
    FROM ${log}.pending_events AS p
    WHERE p.tx IN (SELECT u.tx FROM unfinished AS u UNION ALL SELECT g.tx FROM giant AS g)
    GROUP BY p.tx
    UNION ALL
    SELECT w.tx, w.rows, w.last_seq, false, w.streams
    FROM whole AS w
)
SELECT
    pg_current_snapshot()::text AS window,
    pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_running,
    (SELECT r.cut_short FROM reach AS r)
        OR (SELECT count(*) FROM found) > (SELECT g.most FROM given AS g) AS more,
    f.tx,
    f.rows,
    f.streams
FROM (VALUES (true)) AS always
LEFT JOIN (
    SELECT * FROM found ORDER BY first DESC, last_seq LIMIT (SELECT g.most FROM given AS g)
) AS f ON true
ORDER BY f.first DESC, f.last_seq
