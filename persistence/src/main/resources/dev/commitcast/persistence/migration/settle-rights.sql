-- Covers what the migrations have brought: see V9.
SELECT ${log}.settle_rights()
