-- Moves one batch from pending_events to events. One statement, one transaction: an event is in
-- exactly one of the two, whatever happens.
--
-- Parameters
--   1  scan window: a snapshot (text) that an earlier drain took before the last complete one, or
--      1:1: for everything. Rows that were visible to it are gone, so only transactions that it
--      did not see can hold any. It spares the scan the dead rows that a transaction held open
--      keeps from vacuum; what is moved is decided by visibility alone. While some transactions
--      are held back it names the only ones that may be moved.
--   2  most rows, at least 1, at most 32^4
--   3  most bytes, at least 1; a single larger event still goes, alone
--   4  first 22 characters of the ULIDs for events that have no id yet
--   5  whether outside listeners are notified
--   6  channel on which every node listens for the new head; null tells nobody, for a server whose
--      notification queue is full
--
-- Answers one row: head, moved, cut_short (more may be waiting), window (this statement's
-- snapshot), oldest_running (for falling asleep), externals (outside notifications sent),
-- nodes_told (0 or 1).
--
-- The planner must use the index on (tx, seq) however small pending_events looks to it: the
-- session sets enable_seqscan = off.
WITH given AS (
    SELECT
        ?::pg_snapshot AS seen,
        ?::integer AS max_rows,
        ?::bigint AS max_bytes,
        ?::text AS id_prefix,
        ?::boolean AS notify_outside,
        ?::text AS channel
),
log_end AS (
    SELECT e.version, e.tx, e.tx_last
    FROM ${log}.events AS e
    ORDER BY e.version DESC
    LIMIT 1
),
-- the transaction of which the last batch could take only a part; nothing else comes before its rest
unfinished AS (
    SELECT l.tx
    FROM log_end AS l
    WHERE NOT l.tx_last
      -- it may be held back
      AND (l.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR l.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
      -- somebody may have deleted the rest: that must not stop everything else for ever
      AND EXISTS (SELECT FROM ${log}.pending_events AS p WHERE p.tx = l.tx)
),
candidates AS MATERIALIZED (
    (SELECT
        p.ctid AS row_id,
        p.seq,
        p.tx,
        coalesce(pg_column_size(p.data), 0) + coalesce(pg_column_size(p.metadata), 0) + 100 AS size
    FROM ${log}.pending_events AS p
    WHERE p.tx = (SELECT u.tx FROM unfinished AS u)
    ORDER BY p.seq
    LIMIT (SELECT g.max_rows + 1 FROM given AS g))
    UNION ALL
    (SELECT
        p.ctid,
        p.seq,
        p.tx,
        coalesce(pg_column_size(p.data), 0) + coalesce(pg_column_size(p.metadata), 0) + 100
    FROM ${log}.pending_events AS p
    WHERE NOT EXISTS (SELECT FROM unfinished)
      AND (p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
    ORDER BY p.seq
    LIMIT (SELECT g.max_rows + 1 FROM given AS g))
),
-- the second net behind the advisory lock: two sequencers would queue here; taken only if there
-- is work, because a row lock costs a transaction id and a flush
only_one AS (
    SELECT coalesce((SELECT version FROM log_end), 0) AS head
    FROM ${log}.sequencer AS s
    WHERE EXISTS (SELECT FROM candidates)
    FOR NO KEY UPDATE OF s
),
reach AS (
    SELECT max(c.seq) AS seq, count(*) > (SELECT g.max_rows FROM given AS g) AS cut_short
    FROM candidates AS c
),
-- A transaction stands where its last row stands: whatever it had seen committed when it wrote
-- that row has a smaller number.
transactions AS MATERIALIZED (
    SELECT
        t.tx,
        t.last_seq,
        t.last_seq <= reach.seq AS whole,
        sum(t.rows) OVER by_last AS rows_so_far,
        sum(t.size) OVER by_last AS size_so_far,
        row_number() OVER by_last AS place
    FROM (
        SELECT
            c.tx,
            count(*) AS rows,
            sum(c.size) AS size,
            CASE
                WHEN r.cut_short
                THEN (SELECT q.seq FROM ${log}.pending_events AS q
                      WHERE q.tx = c.tx ORDER BY q.tx DESC, q.seq DESC LIMIT 1)
                ELSE max(c.seq)
            END AS last_seq
        FROM candidates AS c, reach AS r
        GROUP BY c.tx, r.cut_short
    ) AS t, reach
    WINDOW by_last AS (ORDER BY t.last_seq)
),
-- No transaction ends within reach: the one that ends first goes, alone and in parts. Looking for
-- it reads everything that waits, once per transaction that is larger than a batch.
giant AS MATERIALIZED (
    SELECT c.tx, c.last_seq
    FROM transactions AS c
    WHERE NOT c.whole AND EXISTS (SELECT FROM unfinished)
    UNION ALL
    (SELECT p.tx, max(p.seq)
    FROM ${log}.pending_events AS p
    WHERE NOT EXISTS (SELECT FROM unfinished)
      AND (SELECT count(*) > 0 AND NOT bool_or(t.whole) FROM transactions AS t)
      AND (p.tx >= (SELECT pg_snapshot_xmax(g.seen) FROM given AS g)
           OR p.tx = ANY (ARRAY(SELECT pg_snapshot_xip(g.seen) FROM given AS g)))
    GROUP BY p.tx
    ORDER BY max(p.seq)
    LIMIT 1)
),
parts AS MATERIALIZED (
    SELECT
        p.ctid AS row_id,
        p.seq,
        coalesce(pg_column_size(p.data), 0) + coalesce(pg_column_size(p.metadata), 0) + 100 AS size,
        g.last_seq
    FROM giant AS g
    JOIN ${log}.pending_events AS p ON p.tx = g.tx
    ORDER BY p.seq
    LIMIT (SELECT g.max_rows FROM given AS g)
),
-- Whole transactions as long as they fit; of the first one as much as fits.
chosen AS MATERIALIZED (
    SELECT o.row_id, o.seq, o.position, o.seq = o.last_seq AS tx_last
    FROM (
        SELECT
            c.row_id,
            c.seq,
            t.last_seq,
            row_number() OVER in_order AS position,
            sum(c.size) OVER in_order AS size_so_far
        FROM candidates AS c
        JOIN transactions AS t ON t.tx = c.tx
        CROSS JOIN given AS b
        WHERE t.whole
          AND (t.place = 1
               OR (t.rows_so_far <= b.max_rows AND t.size_so_far <= b.max_bytes))
        WINDOW in_order AS (ORDER BY t.last_seq, c.seq)
        UNION ALL
        SELECT
            p.row_id,
            p.seq,
            p.last_seq,
            row_number() OVER in_order,
            sum(p.size) OVER in_order
        FROM parts AS p
        WINDOW in_order AS (ORDER BY p.seq)
    ) AS o, given AS b
    WHERE o.position = 1 OR (o.position <= b.max_rows AND o.size_so_far <= b.max_bytes)
),
moved AS (
    DELETE FROM ${log}.pending_events AS p
    WHERE p.ctid = ANY (ARRAY(SELECT row_id FROM chosen))
    RETURNING p.*
),
numbered AS MATERIALIZED (
    SELECT
        m.*,
        c.position,
        c.tx_last,
        o.head + c.position AS version,
        CASE
            -- Two appends to different streams may both have found an id free. The second keeps
            -- its place and its content under a new id; a refusal here would stop the whole log.
            WHEN m.id IS NOT NULL
                AND NOT EXISTS (SELECT FROM ${log}.events AS e WHERE e.id = m.id)
            THEN m.id
            ELSE i.prefix
                || substr(i.alphabet, ((c.position >> 15) & 31)::integer + 1, 1)
                || substr(i.alphabet, ((c.position >> 10) & 31)::integer + 1, 1)
                || substr(i.alphabet, ((c.position >> 5) & 31)::integer + 1, 1)
                || substr(i.alphabet, (c.position & 31)::integer + 1, 1)
        END AS event_id
    FROM moved AS m
    JOIN chosen AS c ON c.seq = m.seq
    CROSS JOIN only_one AS o
    CROSS JOIN (
        SELECT g.id_prefix AS prefix, '0123456789ABCDEFGHJKMNPQRSTVWXYZ'::text AS alphabet
        FROM given AS g
    ) AS i
),
appended AS (
    INSERT INTO ${log}.events (
        version, id, aggregate_id, stream_version, event_type, room, data, metadata,
        tx, tx_last, created_at, bytes
    )
    SELECT
        n.version,
        n.event_id,
        -- names that no index entry could hold would stop the log for ever; a room is dropped
        -- (operators only) rather than cut to the name of another
        CASE
            WHEN octet_length(n.aggregate_id) <= 2048 THEN n.aggregate_id
            ELSE left(n.aggregate_id, 400) || '~' || md5(n.aggregate_id)
        END,
        n.stream_version,
        n.event_type,
        CASE WHEN octet_length(n.room) <= 2048 THEN n.room END,
        n.data,
        n.metadata,
        n.tx,
        n.tx_last,
        n.created_at,
        -- as text, the form in which they are read: a number may be a thousand times as long as it
        -- is stored, and readers gather by this measure
        coalesce(octet_length(n.data::text), 0) + coalesce(octet_length(n.metadata::text), 0)
    FROM numbered AS n
    ORDER BY n.position
    RETURNING version
),
-- What programs that LISTEN in plain PostgreSQL expect: for a captured change its own payload on
-- the channel, for an appended event the same short note on its stream's channel and the global one.
outside AS (
    SELECT x.channel, x.payload, n.position, n.version, n.event_id
    FROM numbered AS n
    CROSS JOIN LATERAL (
        SELECT
            n.event_type AS channel,
            CASE
                WHEN pg_column_size(n.data) > 8000 THEN NULL
                WHEN n.data -> 'payload' IS NOT NULL THEN (n.data -> 'payload')::text
                ELSE jsonb_build_object(
                    'operation', n.data -> 'operation', 'record', n.data -> 'record')::text
            END AS payload
        WHERE n.stream_version IS NULL
        UNION ALL
        SELECT c.channel, note.payload
        FROM (
            -- once for both channels: the notes cost a third of the whole batch
            SELECT json_build_object(
                'version', n.version, 'aggregate_id', n.aggregate_id,
                'event_type', n.event_type, 'id', n.event_id)::text AS payload
            OFFSET 0
        ) AS note
        CROSS JOIN (VALUES ('stream_' || n.aggregate_id), ('events_global')) AS c (channel)
        WHERE n.stream_version IS NOT NULL
    ) AS x
    WHERE n.notify AND (SELECT g.notify_outside FROM given AS g)
      -- who listens to everything did not ask for canaries
      AND n.event_type <> 'commitcast_canary'
),
told AS MATERIALIZED (
    SELECT pg_notify(
        CASE
            WHEN octet_length(s.channel) < 64 THEN s.channel
            ELSE ${log}.channel_name(s.channel)
        END,
        CASE
            WHEN octet_length(s.payload) < 8000 THEN s.payload
            -- an id of any length must not make a payload that the server refuses
            ELSE jsonb_build_object(
                'version', s.version, 'id', left(s.event_id, 255), 'truncated', true)::text
        END)
    FROM (SELECT * FROM outside ORDER BY position, channel) AS s
),
nodes_told AS MATERIALIZED (
    SELECT pg_notify(n.channel, max(a.version)::text)
    FROM appended AS a
    CROSS JOIN given AS n
    WHERE n.channel IS NOT NULL
    GROUP BY n.channel
)
SELECT
    coalesce((SELECT max(version) FROM appended), (SELECT version FROM log_end), 0) AS head,
    (SELECT count(*) FROM appended) AS moved,
    (SELECT count(*) FROM candidates) > (SELECT count(*) FROM chosen)
        -- while a transaction was split only its own rows have been looked at
        OR EXISTS (SELECT FROM unfinished) AS cut_short,
    pg_current_snapshot()::text AS window,
    pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_running,
    (SELECT count(*) FROM told) AS externals,
    (SELECT count(*) FROM nodes_told) AS nodes_told
