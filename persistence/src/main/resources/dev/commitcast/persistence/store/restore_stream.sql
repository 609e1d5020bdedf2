-- Parameters: 1 stream.
SELECT ${log}.restore_stream(?)
