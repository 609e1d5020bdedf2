ALTER TABLE ${log}.events DROP COLUMN sequenced_at;
