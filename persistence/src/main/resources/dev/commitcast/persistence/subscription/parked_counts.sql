-- How many events of each partition are put aside.
-- Parameter: 1 name.
SELECT p.partition, count(*) AS parked
FROM ${log}.parked_events AS p
WHERE p.subscription = ?
GROUP BY p.partition
