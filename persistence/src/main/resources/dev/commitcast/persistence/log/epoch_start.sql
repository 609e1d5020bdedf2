-- Starts a new epoch if the cluster's system identifier or timeline is not that of the last one, and
-- tells every node. The timeline is read off the file that is being written: the control file
-- learns it only with the first checkpoint after a promotion.
WITH cluster AS (
    SELECT
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer AS timeline,
        s.system_identifier::text AS system_identifier
    FROM pg_control_system() AS s
),
last_epoch AS (
    SELECT l.epoch, l.from_version, l.timeline, l.system_identifier
    FROM ${log}.log_epochs AS l
    ORDER BY l.epoch DESC
    LIMIT 1
),
started AS (
    INSERT INTO ${log}.log_epochs AS l
        (epoch, from_version, timeline, system_identifier, reason)
    SELECT
        coalesce(e.epoch, 0) + 1,
        ${log}.head() + 1,
        c.timeline,
        c.system_identifier,
        CASE
            WHEN e.epoch IS NULL THEN 'no epoch was known'
            WHEN e.system_identifier <> c.system_identifier
            THEN 'cluster ' || e.system_identifier || ' became ' || c.system_identifier
            ELSE 'timeline ' || e.timeline || ' became ' || c.timeline
        END
    FROM cluster AS c
    LEFT JOIN last_epoch AS e ON true
    WHERE e.epoch IS NULL
       OR e.system_identifier <> c.system_identifier
       OR e.timeline <> c.timeline
    RETURNING l.epoch, l.from_version
),
told AS (
    SELECT pg_notify('${log}_log', jsonb_build_object('epoch', s.epoch)::text) FROM started AS s
)
SELECT s.epoch, s.from_version, (SELECT count(*) FROM told) AS nodes_told FROM started AS s
UNION ALL
SELECT e.epoch, e.from_version, 0 FROM last_epoch AS e WHERE NOT EXISTS (SELECT FROM started)
