-- Appends to one or several streams in one round trip.
-- Parameters: 1 streams, 2 expected versions; for each event 3 place of its stream, 4 id, 5 type,
-- 6 data, 7 metadata, 8 room; 9 whether all ids are new.
SELECT a.place, a.event_id, a.stream_version, a.repeated
FROM ${log}.append_events(
    ?::text[], ?::bigint[], ?::integer[], ?::text[], ?::text[], ?::text[]::jsonb[],
    ?::text[]::jsonb[], ?::text[], ?) AS a
