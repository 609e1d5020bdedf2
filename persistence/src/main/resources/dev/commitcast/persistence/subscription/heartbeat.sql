-- Says that a consumer is there, forgets those who have long been silent, and counts the
-- rest, and those of them that come before it.
-- Parameters: 1 name; 2 consumer; 3 node; 4 milliseconds until it must be said again; 5 name;
-- 6 consumer; 7 name; 8 consumer.
WITH told AS (
    INSERT INTO ${log}.subscription_consumers AS c (subscription, consumer, node, seen_until)
    VALUES (?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
    ON CONFLICT (subscription, consumer) DO UPDATE SET seen_until = excluded.seen_until
    RETURNING c.consumer
),
forgotten AS (
    DELETE FROM ${log}.subscription_consumers AS c
    WHERE c.subscription = ? AND c.seen_until < clock_timestamp() - interval '1 minute'
)
SELECT
    (SELECT count(*) FROM told) + count(*) AS consumers,
    count(*) FILTER (WHERE c.consumer < ?) AS rank
FROM ${log}.subscription_consumers AS c
WHERE c.subscription = ? AND c.consumer <> ? AND c.seen_until > clock_timestamp()
