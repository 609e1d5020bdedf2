-- Throws snapshots away: of other schema versions than the one given, or all.
-- Parameters: 1 aggregate, 2 schema version to keep, or null.
DELETE FROM ${log}.snapshots AS n
WHERE n.aggregate = ? AND n.schema_version IS DISTINCT FROM ?::integer
