-- How often each index of the log was used.
SELECT i.indexrelname AS name, i.idx_scan AS count
FROM pg_catalog.pg_stat_user_indexes AS i
WHERE i.schemaname = ?
ORDER BY i.indexrelname
