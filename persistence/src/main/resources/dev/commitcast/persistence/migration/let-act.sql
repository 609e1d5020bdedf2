-- Lets the role of the pool act as the one for requests, unless it may. Parameters: the role of the
-- pool; the one for requests.
SELECT ${log}.let_act_as(p.rolname, r.rolname)
FROM pg_catalog.pg_roles AS p
CROSS JOIN pg_catalog.pg_roles AS r
WHERE p.rolname = ?::name AND r.rolname = ?::name
  AND r.rolname IN (SELECT ${log}.roles_marked('${log}.is_request()'))
  AND NOT pg_catalog.pg_has_role(p.rolname, r.oid,
      CASE
          WHEN pg_catalog.current_setting('server_version_num')::integer >= 160000 THEN 'SET'
          ELSE 'MEMBER'
      END)
