-- Sessions of all nodes by their purpose, the second word of their names.
SELECT split_part(a.application_name, ' ', 2) AS name, count(*) AS count
FROM pg_catalog.pg_stat_activity AS a
WHERE a.datname = current_database() AND a.application_name LIKE 'commitcast %'
GROUP BY 1
