-- Null while the promise to poll stands. Once it has lapsed: an own transaction id, drawn after the
-- lapse was seen. Whoever relied on the promise had inserted its event before, so has a smaller one.
-- A promise of more than a minute was made before somebody set the clock back: it is taken back.
SELECT CASE
    WHEN a.last_value <= n.now THEN pg_current_xact_id()::text
    WHEN a.last_value > n.now + 60000 AND setval('${log}.awake_until', 0) = 0
        THEN pg_current_xact_id()::text
END AS barrier
FROM ${log}.awake_until AS a
CROSS JOIN LATERAL (
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now, a.last_value
) AS n
