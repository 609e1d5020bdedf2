-- Parameters: id, stream, type, data, metadata, base, winner's id, winner's version.
INSERT INTO ${log}.sync_reviews
    (event_id, stream_id, event_type, data, metadata, base, winner_id, winner_version)
VALUES (?::text, ?::text, ?::text, ?::jsonb, ?::jsonb, ?::bigint, ?::text, ?::bigint)
ON CONFLICT (event_id) DO UPDATE SET event_id = excluded.event_id
RETURNING id
