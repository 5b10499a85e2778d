-- Undoes V002. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '002';
DROP TABLE work_batches;
DROP TABLE work_plans;
