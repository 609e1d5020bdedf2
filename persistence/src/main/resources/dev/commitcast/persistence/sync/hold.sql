-- Locks those of the streams that there are, in the order in which appends lock them, so that two
-- pushes never wait for each other in a circle. Parameters: streams.
SELECT count(${log}.hold_stream(s.stream_id))
FROM (
    SELECT r.stream_id
    FROM ${log}.streams AS r
    WHERE r.stream_id = ANY (?)
    ORDER BY r.stream_id COLLATE "C"
) AS s
