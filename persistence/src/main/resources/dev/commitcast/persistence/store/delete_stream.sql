-- Parameters: 1 stream, 2 expected version or null.
SELECT ${log}.delete_stream(?, ?::bigint)
