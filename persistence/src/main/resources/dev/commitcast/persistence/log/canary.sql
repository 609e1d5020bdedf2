-- Appends a canary, as any program appends an event.
-- Parameters: 1 node, 2 id, 3 node.
SELECT a.stream_version
FROM ${log}.append(
    stream_id => 'commitcast_canary:' || ?,
    event_type => 'commitcast_canary',
    id => ?,
    room => 'node:' || ?) AS a
