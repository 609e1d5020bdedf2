-- Which node gives the versions; no name before the first one has.
SELECT s.leader
FROM ${log}.log_state AS s
