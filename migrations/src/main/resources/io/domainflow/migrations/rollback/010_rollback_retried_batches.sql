-- Undoes V010. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '010';
COMMENT ON COLUMN work_batches.attempt IS 'How often it was claimed.';
UPDATE work_batches SET attempt = 1 WHERE attempt = 0;
ALTER TABLE work_batches DROP CONSTRAINT work_batches_attempt_not_negative;
ALTER TABLE work_batches ADD CONSTRAINT work_batches_attempt_positive CHECK (attempt >= 1);
