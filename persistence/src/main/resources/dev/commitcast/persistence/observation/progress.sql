-- Where the log stands and what waits for it.
-- Parameters: 1 most pending events that are counted; 2 key of the sequencer's advisory lock.
SELECT
    coalesce((SELECT e.version FROM ${log}.events AS e ORDER BY e.version DESC LIMIT 1), 0) AS head,
    (SELECT e.version FROM ${log}.events AS e ORDER BY e.version LIMIT 1) AS oldest,
    s.leader,
    (SELECT count(*) FROM (SELECT FROM ${log}.pending_events LIMIT ?) AS p) AS pending,
    (SELECT (extract(epoch FROM clock_timestamp() - min(p.created_at)) * 1000)::bigint
     FROM (SELECT w.created_at FROM ${log}.pending_events AS w LIMIT 1000) AS p) AS oldest_pending,
    EXISTS (
        SELECT FROM pg_catalog.pg_locks AS l
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                            WHERE d.datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
    ) AS leads,
    clock_timestamp() AS asked_at
FROM ${log}.sequencer AS s
