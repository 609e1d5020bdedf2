-- Figures that change slowly. Sessions that our role may not look into have no transaction here.
SELECT
    pg_catalog.pg_notification_queue_usage() AS queue_usage,
    (SELECT (extract(epoch FROM clock_timestamp() - e.created_at) * 1000)::bigint
     FROM ${log}.events AS e ORDER BY e.version LIMIT 1) AS oldest_age,
    -- dense by construction, so that nothing need be counted
    coalesce((SELECT e.version FROM ${log}.events AS e ORDER BY e.version DESC LIMIT 1)
        - (SELECT e.version FROM ${log}.events AS e ORDER BY e.version LIMIT 1) + 1, 0) AS rows,
    pg_catalog.pg_total_relation_size('${log}.events') AS bytes,
    coalesce((SELECT (extract(epoch FROM clock_timestamp() - min(a.xact_start)) * 1000)::bigint
              FROM pg_catalog.pg_stat_activity AS a
              WHERE a.pid <> pg_backend_pid() AND a.datname = current_database()), 0)
        AS longest_transaction,
    (SELECT count(*) FROM pg_catalog.pg_prepared_xacts AS x
     WHERE x.database = current_database()) AS prepared
