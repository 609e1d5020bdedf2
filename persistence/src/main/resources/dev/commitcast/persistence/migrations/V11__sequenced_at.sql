-- When an event got its version: what lies between a change and its delivery can be told apart.
--
-- Decided here
--   * No default and no rewrite: events of before have none, and the table is locked for a moment.
--   * Not in the views that unite events and pending_events: whoever reads a stream does not ask
--     for it.
--   * It gives up soon and is tried again: while it waits behind somebody's long read, everybody's
--     reads and the sequencer of the nodes that still run wait behind it.

SET LOCAL lock_timeout = '2s';

ALTER TABLE ${log}.events ADD COLUMN sequenced_at timestamptz;

COMMENT ON COLUMN ${log}.events.sequenced_at IS
    'When the batch with this event was numbered, by the clock of the database, just before its commit. Null for events of before version 11 of the schema.';
