-- Parameters: id, format, name, fingerprint, size.
INSERT INTO ${log}.transfers (id, format, name, fingerprint, state, size)
VALUES (?, ?, ?, ?, 'running', ?)
