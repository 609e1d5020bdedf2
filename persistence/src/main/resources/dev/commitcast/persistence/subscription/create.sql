-- Creates all partitions of a subscription, or none if one of its name is there. Partition 0 decides
-- between two who create at the same time: the second waits for the first to commit.
-- Parameters: 1 name; 2 filter; 3 start as asked for; 4 settings; 5 epoch; 6 checkpoint; 7 partitions.
INSERT INTO ${log}.subscriptions
    (name, partition, partitions, filter, start_from, settings, epoch, checkpoint)
SELECT ?, p.partition, p.partitions, ?::jsonb, ?, ?::jsonb, ?, ?
FROM (
    SELECT n.partition, g.partitions
    FROM (SELECT ?::integer AS partitions) AS g, generate_series(0, g.partitions - 1) AS n (partition)
) AS p
ORDER BY p.partition
ON CONFLICT (name, partition) DO NOTHING
