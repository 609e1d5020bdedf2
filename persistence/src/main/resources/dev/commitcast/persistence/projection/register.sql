-- Makes a projection known, at the beginning of the log, unless it is known.
-- Parameter: 1 name.
INSERT INTO ${log}.projections (name) VALUES (?)
ON CONFLICT (name) DO NOTHING
