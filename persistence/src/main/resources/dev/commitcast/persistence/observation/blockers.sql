-- Who stands in the sequencer's way: the sessions that the leader's backend waits for, and those that
-- hold a lock on its tables with which it cannot move a row. From the catalogues alone, so that no lock
-- delays the answer. What our role may not know of a session is null.
-- Parameters: 1 key of the sequencer's advisory lock.
WITH leader AS (
    SELECT l.pid
    FROM pg_catalog.pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                        WHERE d.datname = current_database())
      AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
),
found AS (
    SELECT
        unnest(pg_catalog.pg_blocking_pids(e.pid)) AS pid,
        (SELECT min(w.waitstart) FROM pg_catalog.pg_locks AS w
         WHERE w.pid = e.pid AND NOT w.granted) AS since
    FROM leader AS e
    -- asking who blocks stops all locking of the server for a moment: only if somebody does
    WHERE EXISTS (SELECT FROM pg_catalog.pg_locks AS w WHERE w.pid = e.pid AND NOT w.granted)
    UNION ALL
    SELECT coalesce(l.pid, 0), NULL
    FROM pg_catalog.pg_locks AS l
    WHERE l.locktype = 'relation' AND l.granted
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                        WHERE d.datname = current_database())
      AND l.relation IN (to_regclass('${log}.pending_events'), to_regclass('${log}.events'),
                         to_regclass('${log}.sequencer'))
      -- whatever keeps others from writing
      AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      AND l.pid IS DISTINCT FROM (SELECT e.pid FROM leader AS e)
)
SELECT
    f.pid,
    coalesce(max(a.application_name), '') AS application,
    coalesce(max(a.state), '') AS state,
    coalesce(min(f.since), max(a.state_change)) AS since
FROM found AS f
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = f.pid
GROUP BY f.pid
ORDER BY min(f.since), f.pid
LIMIT 10
