-- Whether a stream is deleted; no row if nothing was ever appended to it.
-- Parameters: 1 stream.
SELECT s.deleted_at IS NOT NULL FROM ${log}.streams AS s WHERE s.stream_id = ?
