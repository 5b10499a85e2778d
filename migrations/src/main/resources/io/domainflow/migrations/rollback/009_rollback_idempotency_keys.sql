-- Undoes V009. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '009';
DROP TABLE idempotency_keys;
