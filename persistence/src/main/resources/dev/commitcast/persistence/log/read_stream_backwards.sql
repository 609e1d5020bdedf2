-- One stream backwards: sequenced events, and appended ones that still wait for their version.
-- A place in the stream is its stream version; for captured changes, which have none, its rank.
-- Appended streams grow long and are found by index, captured ones are the history of one row.
-- A stream that was deleted shows nothing, one that was truncated only what is left.
-- The rows are those of the view stream_events, written out: whoever reads here is held to its own rights
-- on the tables, and a view would lend its owner's.
-- Parameters: 1, 2, 5 stream; 3, 6 last place; 4, 7, 8 most events; 9 most bytes.
WITH stream_events AS NOT MATERIALIZED (
    SELECT
        e.version, e.id, e.aggregate_id, e.stream_version, e.event_type, e.room, e.data, e.metadata,
        e.tx, e.tx_last, e.created_at, e.bytes
    FROM ${log}.events AS e
    UNION ALL
    SELECT
        NULL, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room, p.data, p.metadata,
        p.tx, false, p.created_at, octet_length(p.data::text)
    FROM ${log}.pending_events AS p
    WHERE p.stream_version IS NOT NULL
),
shown AS (
    SELECT
        coalesce(max(r.truncate_before), 1) AS first_place,
        coalesce(bool_or(r.deleted_at IS NOT NULL), false) AS deleted
    FROM ${log}.streams AS r
    WHERE r.stream_id = ?
),
appended AS (
    SELECT s.*, s.stream_version AS place
    FROM stream_events AS s
    WHERE s.aggregate_id = ? AND s.stream_version <= ?
      AND s.stream_version >= (SELECT v.first_place FROM shown AS v)
      AND NOT (SELECT v.deleted FROM shown AS v)
    ORDER BY s.stream_version DESC
    LIMIT ?
),
captured AS (
    SELECT r.*
    FROM (
        SELECT s.*, row_number() OVER (ORDER BY s.version) AS place
        FROM stream_events AS s
        WHERE s.aggregate_id = ? AND s.stream_version IS NULL
    ) AS r
    WHERE r.place <= ?
      AND r.place >= (SELECT v.first_place FROM shown AS v)
      AND NOT (SELECT v.deleted FROM shown AS v)
    ORDER BY r.place DESC
    LIMIT ?
),
page AS (
    SELECT
        p.*,
        -- a row that somebody appended to as well has two events in some places: they stay together
        dense_rank() OVER w AS rank,
        sum(coalesce(p.bytes, 0)) OVER w AS bytes_through
    FROM (SELECT * FROM appended UNION ALL SELECT * FROM captured) AS p
    WINDOW w AS (ORDER BY p.place DESC)
    ORDER BY p.place DESC
    FETCH FIRST (?) ROWS WITH TIES
)
SELECT
    p.version, p.id, p.aggregate_id, p.stream_version, p.event_type, p.room,
    p.data, p.metadata, p.tx, p.tx_last,
    p.created_at, NULL::timestamptz AS sequenced_at, p.bytes, p.place
FROM page AS p
WHERE p.rank = 1 OR p.bytes_through <= ?
ORDER BY p.place DESC, p.version DESC
