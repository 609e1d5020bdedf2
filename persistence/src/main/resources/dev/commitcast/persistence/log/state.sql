-- Where the log begins and ends, one row for each epoch.
SELECT
    l.epoch,
    l.from_version,
    ${log}.head() AS head,
    coalesce((SELECT min(e.version) FROM ${log}.events AS e), 1) AS oldest
FROM ${log}.log_epochs AS l
ORDER BY l.epoch
