-- Snapshots are lost and made again when they are next needed. Projections begin anew: empty their
-- tables before they run again.
DROP FUNCTION ${log}.hold_stream(text);
DROP TABLE ${log}.projections;
DROP TABLE ${log}.snapshots;
