-- Whether anything waits. A drain that finds nothing costs seven times as much as this question, and
-- an awake sequencer asks it hundreds of times a second.
--
-- Parameter: the scan window, as in drain.sql.
--
-- Answers one row: waiting, window (this statement's snapshot), oldest_running. If nothing waits,
-- this counts as a complete drain: the same snapshot saw nothing and would have moved nothing.
WITH given AS (
    SELECT ?::pg_snapshot AS seen
)
SELECT
    EXISTS (
        SELECT
        FROM ${log}.pending_events AS p
        WHERE p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g))
    ) AS waiting,
    pg_current_snapshot()::text AS window,
    pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_running
