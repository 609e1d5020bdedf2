-- How many events of a stretch of versions an unrestricted reader is not shown; there is no gap, so all
-- others need not be counted.
-- Parameters: 1 from, exclusive; 2 until, inclusive.
SELECT count(*)
FROM ${log}.events AS e
WHERE e.event_type = 'commitcast_canary' AND e.version > ? AND e.version <= ?
