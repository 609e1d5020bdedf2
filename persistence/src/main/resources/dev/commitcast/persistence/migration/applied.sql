-- The migrations in force, newest first.
SELECT installed_rank, version::integer AS version, script
  FROM ${log}.flyway_schema_history
 WHERE success AND version IS NOT NULL AND type = 'SQL'
 ORDER BY installed_rank DESC
