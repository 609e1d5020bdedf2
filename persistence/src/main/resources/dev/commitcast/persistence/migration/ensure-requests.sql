-- Makes a role that is there, and that nobody can log in as, one for requests, unless it is one.
-- Parameter: the role.
SELECT ${log}.grant_requests(r.rolname)
FROM pg_catalog.pg_roles AS r
WHERE r.rolname = ?::name AND NOT r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls
  AND r.rolname NOT IN (SELECT ${log}.roles_marked('${log}.is_request()'))
