-- Undoes V012. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '012';
DROP INDEX work_batches_lost;
ALTER TABLE work_batches DROP COLUMN losses;
