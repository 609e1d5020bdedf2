-- Parameters: 1 stream, 2 metadata or null.
SELECT ${log}.set_stream_metadata(?, ?::jsonb)
