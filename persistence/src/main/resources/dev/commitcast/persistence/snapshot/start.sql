-- Where the folding of a stream begins: what readers of the stream are shown, and the snapshot that
-- fits it, if there is one. No row if nothing was ever appended to the stream.
-- Parameters: 1 aggregate, 2 its snapshots' schema version, 3 stream.
SELECT
    s.stream_version,
    s.truncate_before,
    s.deleted_at IS NOT NULL AS deleted,
    n.stream_version AS snapshot_version,
    n.state
FROM ${log}.streams AS s
LEFT JOIN ${log}.snapshots AS n
    ON n.stream_id = s.stream_id
    AND n.aggregate = ?
    AND n.schema_version = ?
    AND n.first_version = s.truncate_before
    AND n.stream_version <= s.stream_version
WHERE s.stream_id = ?
