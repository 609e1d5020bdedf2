-- Makes a role an application unless it is one. Parameter: the role, twice.
SELECT ${log}.grant_application(?::name)
WHERE NOT EXISTS (
    SELECT FROM ${log}.roles_marked('${log}.is_application()') AS r (name)
    WHERE r.name = ?::name
)
