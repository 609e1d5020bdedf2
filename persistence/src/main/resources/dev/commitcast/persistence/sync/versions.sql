-- The versions that events have by now. Parameters: ids.
SELECT e.id, e.version FROM ${log}.events AS e WHERE e.id = ANY (?)
