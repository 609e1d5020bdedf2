-- Keeps a snapshot if its last event is committed, as this transaction sees it: so is everything
-- before it then, because the stream's row was locked for each of them. What a transaction has folded
-- that is still open, or was rolled back, is not kept.
-- Parameters: 1 aggregate, 2 schema version, 3 first version, 4 stream version, 5 state, 6 stream,
-- 7 first version, 8 stream version, 9 id of the last event.
INSERT INTO ${log}.snapshots AS n
    (stream_id, aggregate, schema_version, first_version, stream_version, state)
SELECT s.stream_id, ?, ?, ?, ?, ?
FROM ${log}.streams AS s
WHERE s.stream_id = ?
    AND s.truncate_before = ?
    AND EXISTS (
        SELECT FROM ${log}.stream_events AS e
        WHERE e.aggregate_id = s.stream_id AND e.stream_version = ? AND e.id = ?)
ON CONFLICT (stream_id, aggregate, schema_version) DO UPDATE
SET first_version = excluded.first_version,
    stream_version = excluded.stream_version,
    state = excluded.state,
    taken_at = clock_timestamp()
WHERE n.first_version <> excluded.first_version OR n.stream_version < excluded.stream_version
