-- Promises to poll until so many milliseconds from now, by the server's clock.
-- Parameter: the milliseconds.
-- Never shortens the promise, and is one statement, so that it cannot act on an older reading.
SELECT setval(
    '${log}.awake_until',
    greatest(a.last_value, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?))
FROM ${log}.awake_until AS a
