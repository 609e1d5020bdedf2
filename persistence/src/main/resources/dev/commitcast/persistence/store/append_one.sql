-- One event to one stream; answers its version there, negative if it is a repetition.
-- Parameters: 1 stream, 2 expected version, 3 id, 4 type, 5 data, 6 metadata, 7 room, 8 whether the id
-- may be known.
SELECT ${log}.append_one(?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
