-- One import of the same content at a time. Parameters: fingerprint.
SELECT pg_try_advisory_lock(hashtextextended('commitcast import ' || ?::text, 0))
