-- Parameters: 1 stream, 2 first version that readers are shown.
SELECT ${log}.truncate_stream(?, ?)
