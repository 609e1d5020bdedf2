-- Why a role cannot serve requests of this session's own role; null if it can. Parameter: the role.
SELECT ${log}.request_fault(?::name)
