-- Every partition of a subscription as it stands now.
-- Parameter: 1 name.
SELECT
    s.partition,
    s.partitions,
    s.lease_owner,
    coalesce(s.lease_until > clock_timestamp(), false) AS leased,
    s.lease_until,
    s.fence,
    s.epoch,
    s.checkpoint,
    s.attempts,
    s.last_error,
    s.redeliveries,
    greatest(0, coalesce(extract(epoch FROM s.retry_at - clock_timestamp()) * 1000, 0))::bigint
        AS retry_in,
    s.paused_at,
    s.stopped_at,
    s.stop_reason,
    p.parked,
    p.to_replay
FROM ${log}.subscriptions AS s
CROSS JOIN LATERAL (
    SELECT count(*) AS parked, count(e.replay_at) AS to_replay
    FROM ${log}.parked_events AS e
    WHERE e.subscription = s.name AND e.partition = s.partition
) AS p
WHERE s.name = ?
ORDER BY s.partition
