-- Undoes V010. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '010';
DROP TABLE generation_ranges;
DROP INDEX work_plans_source;
ALTER TABLE work_plans DROP COLUMN source_open, DROP COLUMN source_id;
ALTER TABLE campaigns DROP COLUMN dependents;
