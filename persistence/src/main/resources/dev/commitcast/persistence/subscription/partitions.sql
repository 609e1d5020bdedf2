-- Every partition of a subscription as it stands now. Every consumer asks this once a second or more
-- often, so nothing is counted here.
-- Parameter: 1 name.
SELECT
    s.partition,
    s.partitions,
    s.lease_owner,
    coalesce(s.lease_until > clock_timestamp(), false) AS leased,
    s.lease_until,
    s.generation,
    s.fence,
    s.epoch,
    s.checkpoint,
    s.attempts_of,
    s.attempts,
    s.last_error,
    s.redeliveries,
    greatest(0, coalesce(extract(epoch FROM s.retry_at - clock_timestamp()) * 1000, 0))::bigint
        AS retry_in,
    s.paused_at,
    s.stopped_at,
    s.stop_reason,
    EXISTS (
        SELECT FROM ${log}.parked_events AS e
        WHERE e.subscription = s.name AND e.partition = s.partition AND e.replay_at IS NOT NULL
    ) AS to_replay
FROM ${log}.subscriptions AS s
WHERE s.name = ?
ORDER BY s.partition
