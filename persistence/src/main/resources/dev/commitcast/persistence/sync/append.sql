-- Parameters: stream, type, data, expected version, id, metadata.
SELECT a.event_id, a.stream_version
FROM ${log}.append(?::text, ?::text, ?::jsonb, ?::bigint, ?::text, ?::jsonb) AS a
