-- The sessions of nodes in this database: their listeners and sequencers, and the server's pool.
SELECT DISTINCT application_name
  FROM pg_catalog.pg_stat_activity
 WHERE datname = current_database()
   AND (application_name LIKE 'commitcast listener%'
        OR application_name LIKE 'commitcast sequencer%'
        OR application_name = 'commitcast pool')
 ORDER BY application_name
