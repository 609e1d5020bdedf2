-- Where the log begins and ends, whatever may be seen of it, one row for each epoch.
SELECT l.epoch, l.from_version, b.head, b.oldest
FROM ${log}.log_epochs AS l
CROSS JOIN ${log}.log_bounds() AS b
ORDER BY l.epoch
