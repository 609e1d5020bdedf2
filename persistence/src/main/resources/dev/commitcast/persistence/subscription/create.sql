-- Creates all partitions of a subscription, or none if one of its name is there. Partition 0 decides
-- between two who create at the same time: the second waits for the first to commit.
-- Parameters: 1 name; 2 filter; 3 start as asked for; 4 settings; 5 epoch; 6 checkpoint; 7 partitions.
WITH first AS (
    INSERT INTO ${log}.subscriptions AS s
        (name, partition, filter, start_from, settings, epoch, checkpoint, partitions, generation)
    VALUES (?, 0, ?::jsonb, ?, ?::jsonb, ?, ?, ?, nextval('${log}.subscription_fences'))
    ON CONFLICT (name, partition) DO NOTHING
    RETURNING s.*
),
others AS (
    INSERT INTO ${log}.subscriptions
        (name, partition, filter, start_from, settings, epoch, checkpoint, partitions, generation)
    SELECT
        f.name, n.partition, f.filter, f.start_from, f.settings, f.epoch, f.checkpoint,
        f.partitions, f.generation
    FROM first AS f, generate_series(1, f.partitions - 1) AS n (partition)
)
SELECT count(*) AS created FROM first
